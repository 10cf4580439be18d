import { EVENT_AT, SEED_AT } from './meta-code.ts';
import type { NameHash } from './name-hash.ts';
import type { LanesExports } from './sha256-lanes.ts';

const EVENT_WORDS = 18;
const EVENT_NUMBERS = 8;
const VERSION = 4;
const SEQ = 5;
const DURABLE = 6;
const TIME = 7;
const HAS_SIG = 17;

/** Reads frames where they stand in the memory of a module; holds one event after the other. */
export class FastFrame {
  /** High and low word of the hashes of stream, id, idempotency key and use. */
  readonly words: Int32Array;
  readonly #lanes: LanesExports;
  readonly #from: number;
  readonly #seed: Int32Array;
  readonly #numbers: Float64Array;

  /** The frames are in `memory` from byte `from` on. */
  constructor(lanes: LanesExports, memory: Uint8Array, from: number) {
    this.#lanes = lanes;
    this.#from = from;
    this.words = new Int32Array(memory.buffer, EVENT_AT, EVENT_WORDS);
    this.#numbers = new Float64Array(memory.buffer, EVENT_AT, EVENT_NUMBERS);
    this.#seed = new Int32Array(memory.buffer, SEED_AT, 2);
  }

  /** Names are hashed so from here on. */
  useHash({ seedHigh, seedLow }: NameHash): void {
    this.#seed[0] = seedHigh;
    this.#seed[1] = seedLow;
  }

  get version(): number {
    return this.#numbers[VERSION] ?? 0;
  }

  get seq(): number {
    return this.#numbers[SEQ] ?? 0;
  }

  get durable(): number {
    return this.#numbers[DURABLE] ?? 0;
  }

  get tsUs(): number {
    return this.#numbers[TIME] ?? 0;
  }

  get hasSig(): boolean {
    return this.words[HAS_SIG] === 1;
  }

  /** Reads the frame at `at`; false when its meta is not as a writer writes it. */
  read(at: number): boolean {
    return this.#lanes.readFrame(this.#from + at) === 1;
  }
}
