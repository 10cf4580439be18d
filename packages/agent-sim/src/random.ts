/**
 * xoshiro128** 1.1 (Blackman and Vigna, https://prng.di.unimi.it): 128 bits of state, 32 bits a
 * draw. One object serves any number of streams: `load` and `save` keep the state of each in an
 * array, four numbers a stream.
 *
 * Seeding mixes all words of the name of a stream into each word of the state with the finalizer
 * of SplitMix32. Each step is a bijection, so two streams that differ in one word of their name
 * never start in the same state.
 */
export class Random {
  private a = 0;
  private b = 0;
  private c = 0;
  private d = 1;

  /** Starts the stream of this name. */
  seed(...name: readonly number[]): this {
    this.a = mixAll(name, 0x9e3779b9);
    this.b = mixAll(name, 0x85ebca6b);
    this.c = mixAll(name, 0xc2b2ae35);
    this.d = mixAll(name, 0x27d4eb2f);
    // The state of zeros is the one that never changes.
    if ((this.a | this.b | this.c | this.d) === 0) this.d = 1;
    return this;
  }

  load(states: Int32Array, stream: number): this {
    const at = stream * STATE_LENGTH;
    this.a = states[at] ?? 0;
    this.b = states[at + 1] ?? 0;
    this.c = states[at + 2] ?? 0;
    this.d = states[at + 3] ?? 0;
    return this;
  }

  save(states: Int32Array, stream: number): void {
    const at = stream * STATE_LENGTH;
    states[at] = this.a;
    states[at + 1] = this.b;
    states[at + 2] = this.c;
    states[at + 3] = this.d;
  }

  /** 0 to 2^32 - 1. */
  uint32(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.b, 5), 7), 9);
    const shifted = this.b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= shifted;
    this.d = rotateLeft(this.d, 11);
    return result >>> 0;
  }

  /** 0 up to, not including, 1. */
  uniform(): number {
    return this.uint32() / 2 ** 32;
  }

  /** An integer from 0 up to, not including, `end`; `end` is far below 2^32. */
  below(end: number): number {
    return Math.floor(this.uniform() * end);
  }

  exponential(mean: number): number {
    return -Math.log(1 - this.uniform()) * mean;
  }
}

/** Numbers of an array that one stream's state takes. */
export const STATE_LENGTH = 4;

/** Hashes text to 32 bits (FNV-1a over UTF-16 code units): a word for the name of a stream. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash | 0;
}

function mixAll(words: readonly number[], start: number): number {
  let state = start | 0;
  for (const word of words) state = finalize((state ^ word) + 0x9e3779b9);
  return state;
}

/** The finalizer of SplitMix32: a bijection of 32-bit integers. */
function finalize(value: number): number {
  let mixed = value | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return mixed ^ (mixed >>> 15);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
