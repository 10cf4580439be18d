import type { NameKind, UniqueKind } from './frame-record.ts';

/** Two 32-bit halves. */
export interface NameHash {
  readonly high: number;
  readonly low: number;
}

const KIND_SALTS = { stream: 1, type: 2, agent: 3, correlation: 4, id: 5, key: 6 } as const;

/**
 * Hashes names for the tables of an index, seeded so that nobody outside can choose names that
 * collide. It is no proof of anything: whatever is found by it is compared with the log.
 */
export class NameHasher {
  readonly #seedHigh: number;
  readonly #seedLow: number;

  /** `seed` has at least 8 bytes and is secret. */
  constructor(seed: Buffer) {
    this.#seedHigh = seed.readInt32LE(0);
    this.#seedLow = seed.readInt32LE(4);
  }

  /** Two multiplicative hashes over the code units, each finished as in MurmurHash3. */
  hash(kind: NameKind | UniqueKind, name: string): NameHash {
    let high = this.#seedHigh ^ KIND_SALTS[kind];
    let low = this.#seedLow ^ name.length;
    for (let index = 0; index < name.length; index++) {
      const unit = name.charCodeAt(index);
      high = Math.imul(high ^ unit, 0x9e3779b1);
      high = (high << 13) | (high >>> 19);
      low = Math.imul(low ^ unit, 0x85ebca77);
      low = (low << 15) | (low >>> 17);
    }
    high ^= Math.imul(low, 0xc2b2ae3d);
    low ^= Math.imul(high, 0x27d4eb2f);
    return { high: finish(high), low: finish(low) };
  }
}

function finish(value: number): number {
  let mixed = value ^ (value >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
