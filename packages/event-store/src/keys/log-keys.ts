/** The keys of one log, derived from a master key; docs/format.md, section 2. */
import { createHmac, hkdfSync, type KeyObject } from 'node:crypto';
import { FrameRoom } from '../format/frame-room.ts';
import { KEY_CHECK_BYTES } from '../format/limits.ts';
import { createMac, secretKeyFrom, type Mac } from '../mac.ts';

const KEY_BYTES = 32;
/** Derived keys that are kept ready. */
const EXPANDED_MAX = 16;

/** What one key number of one log authenticates with. */
export interface LogKeys {
  readonly kid: number;
  readonly frameMac: Mac;
  /** Makes new frames under the same key. */
  readonly frameRoom: FrameRoom;
  /** The key of `frameMac`. */
  readonly frameKey: KeyObject;
  readonly segmentMac: Mac;
  readonly headMac: Mac;
  /** Key check value, 16 hex digits. */
  readonly keyCheck: string;
  /** Derives another key from the log key; `info` says what for. */
  expand(info: string): KeyObject;
}

/** Makes the log key of a master key: HKDF-SHA256, salted with the log's identity. */
export function deriveLogKey(master: KeyObject, logId: string): KeyObject {
  const salt = Buffer.from(logId, 'hex');
  return secretKeyFrom(
    new Uint8Array(hkdfSync('sha256', master, salt, 'lighthouse/log/v1', KEY_BYTES)),
  );
}

/** Makes the log key of the epoch after `epoch` (sealed mode). There is no way back. */
export function deriveNextEpochKey(logKey: KeyObject, logId: string, epoch: number): KeyObject {
  const next = Buffer.alloc(4);
  next.writeUInt32LE(epoch + 1);
  const info = [Buffer.from('lighthouse/epoch/v1'), Buffer.from(logId, 'hex'), next];
  return hkdfExpand(logKey, Buffer.concat(info));
}

/** Makes what the host of a sealed log derives other keys from; it comes from the first epoch. */
export function deriveHostRoot(logKey: KeyObject): KeyObject {
  return hkdfExpand(logKey, Buffer.from('lighthouse/host/v1'));
}

/** Makes everything that one key number of a log authenticates with; each MAC at its first use. */
export function deriveLogKeys(logKey: KeyObject, kid: number): LogKeys {
  const expanded = new Map<string, KeyObject>();
  const expand = (info: string): KeyObject => {
    const known = expanded.get(info) ?? hkdfExpand(logKey, Buffer.from(info));
    if (expanded.size < EXPANDED_MAX) expanded.set(info, known);
    return known;
  };
  const frameKey = expand('lighthouse/frame/v1');
  const frameMac = lazily(() => createMac(frameKey));
  const segmentMac = lazily(() => createMac(expand('lighthouse/segment/v1')));
  const headMac = lazily(() => createMac(expand('lighthouse/head/v1')));
  const frameRoom = lazily(() => new FrameRoom(frameKey));
  const check = createHmac('sha256', frameKey).update('lighthouse/key-check/v1').digest();
  return {
    kid,
    get frameMac() {
      return frameMac();
    },
    frameKey,
    get frameRoom() {
      return frameRoom();
    },
    get segmentMac() {
      return segmentMac();
    },
    get headMac() {
      return headMac();
    },
    keyCheck: check.toString('hex', 0, KEY_CHECK_BYTES),
    expand,
  };
}

/** Derives keys from this one; `info` says what for. */
export function expanderOf(key: KeyObject): Pick<LogKeys, 'expand'> {
  return { expand: (info) => hkdfExpand(key, Buffer.from(info)) };
}

/** RFC 5869 for an output of one block: HMAC(prk, info ‖ 0x01). */
function hkdfExpand(key: KeyObject, info: Uint8Array): KeyObject {
  return secretKeyFrom(createHmac('sha256', key).update(info).update('\x01').digest());
}

function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
