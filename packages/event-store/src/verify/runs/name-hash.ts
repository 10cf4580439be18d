import { createHmac, type KeyObject } from 'node:crypto';
import { activeKey, type KeyRing } from '../../keys/key-ring.ts';

/** What a name stands for: the same text is another name in each. */
export const STREAM_NAME = 0x51ed_270b;
export const EVENT_ID = 0x2545_f491;
export const IDEMPOTENCY_KEY = 0x7fb5_d329;
export const AGENT_USE = 0x1b87_3593;

/**
 * Hashes runs of bytes to 64 bits, seeded with a key so that nobody without it can choose names
 * that collide. It proves nothing: what seems to be equal, or not to fit, is looked at again in
 * full.
 */
export class NameHash {
  high = 0;
  low = 0;
  readonly seedHigh: number;
  readonly seedLow: number;

  constructor(key: KeyObject) {
    const seed = createHmac('sha256', key).update('lighthouse/name-hash/v1').digest();
    this.seedHigh = seed.readInt32LE(0);
    this.seedLow = seed.readInt32LE(4);
  }

  begin(kind: number): void {
    this.high = this.seedHigh ^ kind;
    this.low = this.seedLow ^ Math.imul(kind, 0x9e37_79b1);
  }

  /** Takes bytes [start, end), and that they end there. */
  add(bytes: Uint8Array, start: number, end: number): void {
    let { high, low } = this;
    let at = start;
    for (; at + 4 <= end; at += 4) {
      const four =
        (bytes[at] ?? 0) |
        ((bytes[at + 1] ?? 0) << 8) |
        ((bytes[at + 2] ?? 0) << 16) |
        ((bytes[at + 3] ?? 0) << 24);
      high = Math.imul(high ^ four, 0x9e37_79b1);
      high = (high << 13) | (high >>> 19);
      low = Math.imul(low ^ four, 0x85eb_ca77);
      low = (low << 15) | (low >>> 17);
    }
    let rest = (end - start) << 24;
    for (; at < end; at++) rest = (rest << 8) ^ (bytes[at] ?? 0);
    high = Math.imul(high ^ rest ^ (end - start), 0x9e37_79b1);
    low = Math.imul(low ^ rest ^ (end - start), 0x85eb_ca77);
    this.high = (high << 13) | (high >>> 19);
    this.low = (low << 15) | (low >>> 17);
  }

  /** Mixes what was taken; `high` and `low` are i32 then, and `low` is not 0. */
  finish(): void {
    const high = this.high ^ Math.imul(this.low, 0xc2b2_ae3d);
    const low = this.low ^ Math.imul(high, 0x27d4_eb2f);
    this.high = mixed(high);
    this.low = mixed(low) || 1;
  }
}

/** Makes hashes that nobody can foresee who does not have the keys. */
export function nameHashOf(ring: KeyRing): NameHash {
  return new NameHash(activeKey(ring).master);
}

/** The last step of MurmurHash3. */
function mixed(value: number): number {
  let word = value ^ (value >>> 16);
  word = Math.imul(word, 0x85eb_ca6b);
  word ^= word >>> 13;
  word = Math.imul(word, 0xc2b2_ae35);
  return word ^ (word >>> 16);
}
