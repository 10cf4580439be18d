import { LighthouseError } from '@lighthouse/contract';
import {
  frameKid,
  frameLen,
  frameSeq,
  hasFrameCrc,
  hasFrameMac,
  hasFrameShape,
} from '../format/frame.ts';
import { FRAME_BYTES_MAX, FRAME_FIELDS_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { segmentName } from '../format/segment-name.ts';
import type { LogFile, LogFs } from '../fs/log-fs.ts';
import type { FramePlace } from '../index/log-index.ts';
import { withLogCode } from '../io-error.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { FrameView } from './stored-event.ts';

const CHUNK_BYTES = 131_072;

/**
 * Reads one segment from a known frame on, and checks every frame it gives: shape, CRC, MAC,
 * sequence.
 */
export class FrameReader {
  readonly #file: LogFile;
  readonly #keys: KeysOfLog;
  readonly #name: string;

  constructor(log: { fs: LogFs; dir: string; keys: KeysOfLog }, segFirst: number) {
    this.#name = segmentName(segFirst);
    this.#keys = log.keys;
    try {
      this.#file = log.fs.open(`${log.dir}/${this.#name}`, 'read');
    } catch (error) {
      throw withLogCode(error, `open ${this.#name}`);
    }
  }

  close(): void {
    this.#file.close();
  }

  /**
   * Gives the frames from `place` up to `lastSeq`, which must all be there. Each is valid until the
   * next is asked for.
   */
  *frames(place: FramePlace, lastSeq: number): Generator<FrameView> {
    let memory: Buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    let { seq, offset: position } = place;
    while (seq <= lastSeq) {
      const read = this.#pread(memory, position - TRAILER_BYTES);
      let offset = TRAILER_BYTES;
      while (seq <= lastSeq && isWhole(memory, offset, read)) {
        const frame = { bytes: memory, offset, len: frameLen(memory, offset) };
        this.#check(frame, { seq, position });
        yield frame;
        offset += frame.len;
        position += frame.len;
        seq += 1;
      }
      if (offset > TRAILER_BYTES) continue;
      memory = this.#largerFor(memory, { seq, position, read });
    }
  }

  #pread(memory: Buffer, position: number): number {
    try {
      return this.#file.pread(memory, position);
    } catch (error) {
      throw withLogCode(error, `read ${this.#name}`);
    }
  }

  #largerFor(memory: Buffer, at: { seq: number; position: number; read: number }): Buffer {
    const len = at.read < TRAILER_BYTES + FRAME_FIELDS_BYTES ? 0 : frameLen(memory, TRAILER_BYTES);
    const needed = TRAILER_BYTES + len;
    if (needed <= memory.length || len > FRAME_BYTES_MAX) throw this.#damagedAt(at);
    return Buffer.allocUnsafe(needed);
  }

  #check(frame: FrameView, at: { seq: number; position: number }): void {
    const { bytes, offset, len } = frame;
    if (!hasFrameShape(bytes, offset, offset + len) || frameSeq(bytes, offset) !== at.seq) {
      throw this.#damagedAt(at);
    }
    const keys = this.#keys.get(frameKid(bytes, offset));
    if (keys === undefined || !hasFrameCrc(bytes, offset, len)) throw this.#damagedAt(at);
    if (!hasFrameMac(bytes, offset, len, keys.frameMac)) throw this.#damagedAt(at);
  }

  #damagedAt(at: { seq: number; position: number }): LighthouseError {
    return new LighthouseError('LH_LOG_DAMAGED', 'a stored event is damaged', {
      hint: 'run lh-verify on the log to see what happened',
      facts: { file: this.#name, offset: at.position, seq: at.seq },
    });
  }
}

function isWhole(memory: Buffer, offset: number, end: number): boolean {
  return end - offset >= FRAME_FIELDS_BYTES && frameLen(memory, offset) <= end - offset;
}
