/**
 * HMAC-SHA256 of four messages at a time, as a WebAssembly module with 128-bit vectors: each lane
 * of a vector holds a word of another message. FIPS 180-4, section 6.2, and RFC 2104. And what else
 * is to be done for each frame of many: frame-code.ts, meta-code.ts.
 *
 * The module is made when it is needed, so that it can be read here and nothing that was built
 * elsewhere has to be trusted. Its memory begins with LANES_DATA_AT bytes of its own:
 *
 *        0 round constants, 64 u32      |  256 64 bytes of ff, 128 of 00 (what stays of a block)
 *      448 64 bytes of 00, 80, 127 of 00 (the mark behind a message)
 *      640 four last blocks, padded     |  896 state behind the key's inner block, 8 vectors
 *     1024 the same of the outer block  | 1152 state | 1280 the block, 16 vectors
 *     1536 meta-code.ts | 4096 frame-code.ts
 */
import { frameFunctions, FRAMES_END } from './frame-code.ts';
import { metaFunctions, writeByteClasses } from './meta-code.ts';
import {
  branch,
  call,
  encodeModule,
  get,
  i32,
  I32,
  repeat,
  set,
  tee,
  v128,
  V128,
  type Code,
  type WasmFunction,
} from './wasm-code.ts';

declare global {
  /** As much of it as is used; Node's own types leave it to those of a browser. */
  namespace WebAssembly {
    class Memory {
      readonly buffer: ArrayBuffer;
      constructor(descriptor: { readonly initial: number });
    }
    class Module {
      constructor(bytes: Uint8Array<ArrayBuffer>);
    }
    class Instance {
      readonly exports: object;
      constructor(module: Module, imports: { readonly env: { readonly memory: Memory } });
    }
  }
}

export const LANES = 4;
/** What is in front of this in the module's memory is its own. */
export const LANES_DATA_AT = FRAMES_END;
/** So many bytes behind a message and its MAC may be read, and must be there. */
export const LANES_OVERREAD_BYTES = 64;

export interface LanesExports {
  /** Takes the 64-byte blocks of a key, xored with ipad and opad, at these places. */
  readonly setKey: (inner: number, outer: number) => void;
  /**
   * Notes the frames that stand in a row from a place on, under one key; gives how many. See
   * frame-code.ts.
   */
  readonly scanFrames: (at: number, last: number, filled: number, limit: number) => number;
  /** Notes which of so many frames, noted before, have the right MAC. */
  readonly checkFrames: (count: number) => void;
  /** Prepares so many frames for a CRC over all of them, and undoes it. */
  readonly maskFrames: (count: number) => void;
  /** Reads the frame at a place; gives 0 when its meta is not as a writer writes it. */
  readonly readFrame: (place: number) => number;
}

const KEEP_AT = 256;
const MARK_AT = 448;
const LAST_BLOCKS_AT = 640;
const INNER_AT = 896;
const OUTER_AT = 1024;
const STATE_AT = 1152;
const BLOCK_AT = 1280;
const BLOCK_BYTES = 64;

/** Which of the module's functions is which. */
const COMPRESS = 0;
const LOAD_BLOCK = 1;
const PLACE_OF_BLOCK = 2;
const SET_STATE = 3;
const CHECK = 5;

/** Makes the functions over this memory. Throws when vectors are not supported. */
export function createLanes(memory: WebAssembly.Memory): LanesExports {
  writeConstants(new Uint8Array(memory.buffer, 0, LANES_DATA_AT));
  compiled ??= new WebAssembly.Module(encodeModule(allFunctions()));
  // What it exports is what was put into it right above.
  return new WebAssembly.Instance(compiled, { env: { memory } }).exports as unknown as LanesExports;
}

let compiled: WebAssembly.Module | undefined;

function allFunctions(): WasmFunction[] {
  const hashes = [compress(), loadBlock(), placeOfBlock(), setState(), setKey(), check()];
  const functions = [...hashes, ...frameFunctions(CHECK)];
  return [...functions, ...metaFunctions(functions.length)];
}

function writeConstants(own: Uint8Array): void {
  const words = new DataView(own.buffer, own.byteOffset, own.length);
  const primes = firstPrimes(64);
  primes.forEach((prime, round) => words.setUint32(4 * round, fractionOf(Math.cbrt(prime)), true));
  own.fill(0xff, KEEP_AT, KEEP_AT + BLOCK_BYTES);
  own[MARK_AT + BLOCK_BYTES] = 0x80;
  writeByteClasses(own);
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let number = 2; primes.length < count; number++) {
    if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  }
  return primes;
}

/** The first 32 bits behind the point. */
function fractionOf(root: number): number {
  return Math.floor((root - Math.floor(root)) * 0x1_0000_0000);
}

/** Square roots of the first eight primes: the state in front of all blocks. */
function initialState(): number[] {
  return firstPrimes(8).map((prime) => fractionOf(Math.sqrt(prime)));
}

const shiftRight = (word: Code, bits: number): Code => [word, i32.const(bits), v128.shr()];
const rotateRight = (word: Code, bits: number): Code => [
  shiftRight(word, bits),
  word,
  i32.const(32 - bits),
  v128.shl(),
  v128.or(),
];
const xor3 = (a: Code, b: Code, c: Code): Code => [a, b, v128.xor(), c, v128.xor()];

/** Locals of `compress`: mask, a to h, a sum, where the constants are, the last 16 words. */
const MASK = 0;
const FIRST = 1;
const SUM = 9;
const CONSTANTS = 10;
const WORDS = 11;
const SIXTEEN = Array.from({ length: 16 }, (_, index) => index);
const EIGHT = SIXTEEN.slice(0, 8);
const word = (index: number): Code => get(WORDS + (index % 16));

/**
 * Takes the block into the state: 64 rounds over four messages. In the lanes that are 0 in the mask
 * the state stays as it was.
 */
function compress(): WasmFunction {
  const load = (address: number): Code => [i32.const(0), v128.load(address)];
  const nextConstants = [get(CONSTANTS), i32.const(64), i32.add(), set(CONSTANTS)];
  const body = [
    EIGHT.flatMap((index) => [load(STATE_AT + 16 * index), set(FIRST + index)]),
    SIXTEEN.flatMap((index) => [load(BLOCK_AT + 16 * index), set(WORDS + index)]),
    SIXTEEN.flatMap(round),
    repeat(
      [nextConstants, SIXTEEN.flatMap((index) => [nextWord(index), round(index)])],
      [get(CONSTANTS), i32.const(192), i32.ltUnsigned()],
    ),
    EIGHT.flatMap((index) => [
      [i32.const(0), load(STATE_AT + 16 * index)],
      [get(FIRST + index), get(MASK), v128.and(), v128.add()],
      v128.store(STATE_AT + 16 * index),
    ]),
  ];
  const vectors = (list: readonly number[]) => list.map(() => V128);
  const locals = [...vectors(EIGHT), V128, I32, ...vectors(SIXTEEN)];
  return { params: [V128], results: [], locals, body };
}

/** One round. The eight words of the state change names instead of being moved. */
function round(index: number): Code {
  const at = (name: number): number => FIRST + ((name - index + 64) % 8);
  const [a, b, c, d] = [get(at(0)), get(at(1)), get(at(2)), at(3)];
  const [e, f, g, h] = [get(at(4)), get(at(5)), get(at(6)), at(7)];
  return [
    // h + K + W + S1(e) + Ch(e, f, g)
    [get(h), get(CONSTANTS), v128.loadSplat(4 * index), v128.add()],
    [word(index), v128.add()],
    [xor3(rotateRight(e, 6), rotateRight(e, 11), rotateRight(e, 25)), v128.add()],
    [f, g, v128.xor(), e, v128.and(), g, v128.xor()],
    [v128.add(), set(SUM)],
    // e becomes d + that, a becomes that + S0(a) + Maj(a, b, c).
    [get(SUM), get(d), v128.add(), set(d)],
    get(SUM),
    [xor3(rotateRight(a, 2), rotateRight(a, 13), rotateRight(a, 22)), v128.add()],
    [a, b, v128.xor(), b, c, v128.xor(), v128.and(), b, v128.xor()],
    [v128.add(), set(h)],
  ];
}

/** The message schedule, in the place of the word of 16 rounds before. */
function nextWord(index: number): Code {
  const early = word(index + 1);
  const late = word(index + 14);
  return [
    word(index),
    [xor3(rotateRight(early, 7), rotateRight(early, 18), shiftRight(early, 3)), v128.add()],
    [word(index + 9), v128.add()],
    [xor3(rotateRight(late, 17), rotateRight(late, 19), shiftRight(late, 10)), v128.add()],
    set(WORDS + (index % 16)),
  ];
}

const BYTES_SWAPPED = [3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12];
const wordsOf = (...words: readonly number[]): Code =>
  words.flatMap((each) => [4 * each, 4 * each + 1, 4 * each + 2, 4 * each + 3]);

/** Reads 64 bytes from four places, and lays them out as 16 vectors of big-endian words. */
function loadBlock(): WasmFunction {
  const [rows, pairs] = [LANES, LANES + 4];
  const quarter = (at: number): Code => [
    [0, 1, 2, 3].flatMap((lane) => [
      [get(lane), v128.load(at), get(lane), v128.load(at)],
      [v128.shuffle(BYTES_SWAPPED), set(rows + lane)],
    ]),
    [0, 1, 2, 3].flatMap((pair) => [
      [get(rows + 2 * (pair >> 1)), get(rows + 2 * (pair >> 1) + 1)],
      v128.shuffle((pair & 1) === 0 ? wordsOf(0, 4, 1, 5) : wordsOf(2, 6, 3, 7)),
      set(pairs + pair),
    ]),
    [0, 1, 2, 3].flatMap((index) => [
      [i32.const(0), get(pairs + (index >> 1)), get(pairs + 2 + (index >> 1))],
      v128.shuffle((index & 1) === 0 ? wordsOf(0, 1, 4, 5) : wordsOf(2, 3, 6, 7)),
      v128.store(BLOCK_AT + 4 * at + 16 * index),
    ]),
  ];
  const locals = Array.from({ length: 8 }, () => V128);
  const body = [0, 16, 32, 48].flatMap(quarter);
  return { params: [I32, I32, I32, I32], results: [], locals, body };
}

/**
 * Gives the place of a message's block: in the message itself or, from its last whole block on,
 * where it is written with its padding. Its own: what is left of the message; of that, in this
 * block.
 */
function placeOfBlock(): WasmFunction {
  const [room, place, length, offset, left, kept, source] = [0, 1, 2, 3, 4, 5, 6];
  const isOver = [get(left), i32.const(0), i32.lt()];
  const bits = [get(length), i32.const(BLOCK_BYTES), i32.add(), i32.const(3), i32.shl()];
  const half = (turn: number, mask: number): Code => [
    [bits, i32.const(turn), i32.rotl()],
    [i32.const(mask), i32.and()],
  ];
  const quarter = (at: number): Code => [
    get(room),
    [get(source), v128.load(at)],
    [i32.const(KEEP_AT + BLOCK_BYTES), get(kept), i32.sub(), v128.load(at)],
    v128.and(),
    [i32.const(MARK_AT + BLOCK_BYTES), i32.const(BLOCK_BYTES), get(kept)],
    [isOver, i32.select(), i32.sub(), v128.load(at)],
    v128.or(),
    v128.store(at),
  ];
  const body = [
    [get(length), get(offset), i32.sub(), tee(left)],
    [i32.const(BLOCK_BYTES), i32.lt()],
    [0x04, I32],
    [i32.const(0), get(left), isOver, i32.select(), set(kept)],
    [get(place), get(length), i32.add(), get(kept), i32.sub(), set(source)],
    [0, 16, 32, 48].flatMap(quarter),
    // The length in bits, big endian, when there is room for it behind the mark.
    branch(
      [get(left), i32.const(BLOCK_BYTES - 8), i32.lt()],
      [
        get(room),
        [half(8, 0x00ff_00ff), half(24, 0xff00_ff00 | 0), i32.or()],
        i32.store(BLOCK_BYTES - 4),
      ],
    ),
    get(room),
    0x05,
    [get(place), get(offset), i32.add()],
    0x0b,
  ];
  return { params: [I32, I32, I32, I32], results: [I32], locals: [I32, I32, I32], body };
}

/** Copies eight vectors from here to the state. */
function setState(): WasmFunction {
  const body = Array.from({ length: 8 }, (_, index) => [
    [i32.const(0), get(0), v128.load(16 * index), v128.store(STATE_AT + 16 * index)],
  ]).flat();
  return { params: [I32], results: [], locals: [], body };
}

const ALL_LANES = v128.const(0xffff_ffff);

function setKey(): WasmFunction {
  const initial = initialState();
  const behind = (local: number, target: number): Code => [
    initial.flatMap((each, index) => [
      [i32.const(0), v128.const(each), v128.store(STATE_AT + 16 * index)],
    ]),
    [get(local), get(local), get(local), get(local), call(LOAD_BLOCK)],
    [ALL_LANES, call(COMPRESS)],
    initial.flatMap((_, index) => [
      [i32.const(0), i32.const(0), v128.load(STATE_AT + 16 * index)],
      v128.store(target + 16 * index),
    ]),
  ];
  const body = [behind(0, INNER_AT), behind(1, OUTER_AT)];
  return { name: 'setKey', params: [I32, I32], results: [], locals: [], body };
}

/**
 * Takes place and length of four messages, each followed by what is said to be its MAC; gives a bit
 * for each that it is. Locals, behind those:
 */
const OFFSET = 8;
const LONGEST = 9;
const PADDED = 10;

function check(): WasmFunction {
  const lanes = [0, 1, 2, 3];
  const place = (lane: number): Code => get(2 * lane);
  const length = (lane: number): Code => get(2 * lane + 1);
  // Bytes of all blocks of a message with its padding.
  const padded = (lane: number): Code => [
    [length(lane), i32.const(BLOCK_BYTES + 8), i32.add()],
    [i32.const(-BLOCK_BYTES), i32.and()],
  ];
  const body = [
    lanes.flatMap((lane) => [
      [padded(lane), get(LONGEST)],
      [get(LONGEST), padded(lane), i32.lt(), i32.select(), set(LONGEST)],
    ]),
    [i32.const(0), v128.splat()],
    lanes.flatMap((lane) => [padded(lane), v128.replaceLane(lane)]),
    set(PADDED),
    [i32.const(INNER_AT), call(SET_STATE)],
    repeat(
      [
        lanes.flatMap((lane) => [
          i32.const(LAST_BLOCKS_AT + BLOCK_BYTES * lane),
          [place(lane), length(lane), get(OFFSET), call(PLACE_OF_BLOCK)],
        ]),
        call(LOAD_BLOCK),
        [get(PADDED), get(OFFSET), v128.splat(), v128.gt(), call(COMPRESS)],
        [get(OFFSET), i32.const(BLOCK_BYTES), i32.add(), set(OFFSET)],
      ],
      [get(OFFSET), get(LONGEST), i32.lt()],
    ),
    outerBlock(),
    lanes.flatMap((lane) => [place(lane), length(lane), i32.add()]),
    call(LOAD_BLOCK),
    ALL_LANES,
    Array.from({ length: 8 }, (_, index) => [
      [i32.const(0), v128.load(STATE_AT + 16 * index)],
      [i32.const(0), v128.load(BLOCK_AT + 16 * index)],
      [v128.eq(), v128.and()],
    ]).flat(),
    v128.bitmask(),
  ];
  const params = Array.from({ length: 2 * LANES }, () => I32);
  return { params, results: [I32], locals: [I32, I32, V128], body };
}

/** The inner digest is a block of its own, padded, behind the outer one of the key. */
function outerBlock(): Code {
  const padding = [0x8000_0000, 0, 0, 0, 0, 0, 0, 8 * (BLOCK_BYTES + 32)];
  return [
    Array.from({ length: 8 }, (_, index) => [
      [i32.const(0), i32.const(0), v128.load(STATE_AT + 16 * index)],
      v128.store(BLOCK_AT + 16 * index),
    ]).flat(),
    padding.flatMap((each, index) => [
      [i32.const(0), v128.const(each), v128.store(BLOCK_AT + 16 * (8 + index))],
    ]),
    [i32.const(OUTER_AT), call(SET_STATE)],
    [ALL_LANES, call(COMPRESS)],
  ];
}
