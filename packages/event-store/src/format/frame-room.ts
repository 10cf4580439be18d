import { hash, type KeyObject } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createMac, padsOf, type Mac } from '../mac.ts';
import { writeU32 } from './bytes.ts';
import { encodeFrame, frameBytes, writeContent, type FrameContent } from './frame.ts';
import { CRC_BYTES, MAC_BYTES, META_BYTES_MAX, TRAILER_BYTES } from './limits.ts';

const BLOCK_BYTES = 64;
/** Where frames are put together: behind the key's block and the trailer of the frame before. */
const FRAME_AT = BLOCK_BYTES + TRAILER_BYTES;
/** Longer payloads make what is saved here small. */
const PAYLOAD_BYTES_MAX = 8192;

/** Parts of the room for frames of one length. */
interface Views {
  /** Key, trailer, frame: what is hashed. */
  readonly message: Uint8Array;
  /** What the CRC is of. */
  readonly checked: Uint8Array;
  readonly frame: Uint8Array;
}

/**
 * Makes frames under one key where all that is hashed of them stands already, and copies them to
 * where they belong once they are whole: what `encodeFrame` does, for less. Tests hold the two
 * together.
 */
export class FrameRoom {
  readonly #mac: Mac;
  readonly #room: Buffer;
  readonly #outer: Buffer;
  /** By length: made once, since making a view costs as much as copying a frame. */
  readonly #views = new Map<number, Views>();

  constructor(key: KeyObject) {
    const { inner, outer } = padsOf(key);
    this.#mac = createMac(key);
    this.#room = Buffer.alloc(FRAME_AT + frameBytes(META_BYTES_MAX, PAYLOAD_BYTES_MAX));
    this.#room.set(inner);
    this.#outer = outer;
  }

  /** Writes a frame at `offset`, behind the 36 bytes that it chains to; returns where it ends. */
  encode(out: Buffer, offset: number, frame: FrameContent): number {
    if (frame.payload.length > PAYLOAD_BYTES_MAX) return encodeFrame(out, offset, frame, this.#mac);
    const room = this.#room;
    const before = offset - TRAILER_BYTES;
    for (let at = 0; at < TRAILER_BYTES; at++) room[BLOCK_BYTES + at] = out[before + at] ?? 0;
    const len = writeContent(room, FRAME_AT, frame);
    const { message, checked, frame: whole } = this.#views.get(len) ?? this.#viewsOf(len);
    const end = FRAME_AT + len;
    this.#outer.latin1Write(hash('sha256', message, 'binary'), BLOCK_BYTES, MAC_BYTES);
    room.latin1Write(hash('sha256', this.#outer, 'binary'), end - TRAILER_BYTES, MAC_BYTES);
    writeU32(room, end - CRC_BYTES, crc32(checked));
    out.set(whole, offset);
    return offset + len;
  }

  #viewsOf(len: number): Views {
    const end = FRAME_AT + len;
    const views = {
      message: this.#room.subarray(0, end - TRAILER_BYTES),
      checked: this.#room.subarray(FRAME_AT, end - CRC_BYTES),
      frame: this.#room.subarray(FRAME_AT, end),
    };
    this.#views.set(len, views);
    return views;
  }
}
