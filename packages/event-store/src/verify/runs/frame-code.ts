/**
 * What has to be done for each of many frames in a row, as functions of the module that
 * sha256-lanes.ts makes: to find where they stand, and to check their MACs in groups of four that
 * are about as long as each other.
 *
 * Its own memory, from FRAMES_AT on, for FRAMES_MAX frames: place of each, i32 | length, i32 | 1
 * where the MAC is right, u8 | order of length, i32 | how many there are of each number of blocks.
 */
import { FRAME_VERSION, FLAGS_ALL } from '../../format/frame.ts';
import {
  FRAME_BYTES_MAX,
  FRAME_BYTES_MIN,
  FRAME_FIELDS_BYTES,
  FRAME_OVERHEAD_BYTES,
  META_BYTES_MAX,
  META_BYTES_MIN,
  PAYLOAD_BYTES_MAX,
  TRAILER_BYTES,
} from '../../format/limits.ts';
import {
  branch,
  call,
  get,
  i32,
  I32,
  repeat,
  set,
  tee,
  type Code,
  type WasmFunction,
} from './wasm-code.ts';

/** Frames that are looked at in one go. */
export const FRAMES_MAX = 4096;
export const FRAMES_AT = 4096;
export const LENGTHS_AT = FRAMES_AT + 4 * FRAMES_MAX;
export const RIGHT_AT = LENGTHS_AT + 4 * FRAMES_MAX;
const ORDER_AT = RIGHT_AT + FRAMES_MAX;
const COUNTS_AT = ORDER_AT + 4 * FRAMES_MAX;
/** Messages of more blocks are not told apart. */
const BLOCKS_MAX = 512;
/** The CRC-32 of whatever is followed by its own CRC-32, little endian. */
export const CRC_RESIDUE = 0x2144_df1c;
export const FRAMES_END = COUNTS_AT + 4 * (BLOCKS_MAX + 2);
const BLOCK_SHIFT = 6;

/** Gives the functions; `check` is the one that checks four messages. */
export function frameFunctions(check: number): WasmFunction[] {
  return [scanFrames(), checkFrames(call(check)), maskFrames()];
}

const plus = (value: Code, more: number): Code => [value, i32.const(more), i32.add()];
const times4 = (value: Code): Code => [value, i32.const(2), i32.shl()];
const add = (local: number, more: number): Code => [plus(get(local), more), set(local)];
/** Of values that are not negative. */
const isBetween = (value: Code, min: number, max: number): Code => [
  plus(value, -min),
  [i32.const(max - min + 1), i32.ltUnsigned()],
];

/**
 * Notes places and lengths of the frames that stand one behind the other from `at` on, and gives
 * how many they are. It ends in front of `last`, of what is not whole in front of `filled`, of what
 * has not the shape of a frame in a file that ends at `limit` (rule 4), and of a frame under
 * another key. The shape is that of hasFrameShape; a test holds both against each other.
 */
function scanFrames(): WasmFunction {
  const [at, last, filled, limit, count, len, key] = [0, 1, 2, 3, 4, 5, 6];
  const field = (offset: number): Code => [get(at), i32.load(offset)];
  const keyId = [field(4), i32.const(16), i32.shr()];
  const room = (end: number): Code => [get(end), get(at), i32.sub()];
  const payload = [get(len), i32.const(FRAME_OVERHEAD_BYTES), i32.sub(), field(32), i32.sub()];
  const other = 0xff & ~FLAGS_ALL;
  const conditions: Code[] = [
    [get(at), get(last), i32.lt()],
    [i32.const(FRAME_FIELDS_BYTES - 1), room(filled), i32.lt()],
    [i32.const(FRAME_BYTES_MIN - 1), room(limit), i32.lt()],
    isBetween([field(0), tee(len)], FRAME_BYTES_MIN, FRAME_BYTES_MAX),
    [get(len), plus(room(limit), 1), i32.ltUnsigned()],
    // Version and flags: the flags that are none are not set.
    [field(4), i32.const((other << 8) | 0xff), i32.and(), i32.const(FRAME_VERSION), i32.eq()],
    isBetween(field(32), META_BYTES_MIN, META_BYTES_MAX),
    isBetween(payload, 0, PAYLOAD_BYTES_MAX),
    [get(len), plus(room(filled), 1), i32.ltUnsigned()],
    [get(key), keyId, i32.eq()],
    [get(count), i32.const(FRAMES_MAX), i32.lt()],
  ];
  const giveUp = branch([], [get(count), 0x0f]);
  const body = [
    // The first one is under whatever key it is under.
    branch(
      [i32.const(FRAME_FIELDS_BYTES - 1), room(filled), i32.lt()],
      [keyId, set(key)],
      [i32.const(0), 0x0f],
    ),
    repeat(
      [
        conditions.map((condition) => [condition, i32.isZero(), giveUp]),
        [times4(get(count)), get(at), i32.store(FRAMES_AT)],
        [times4(get(count)), get(len), i32.store(LENGTHS_AT)],
        add(count, 1),
        [get(at), get(len), i32.add(), set(at)],
      ],
      i32.const(1),
    ),
    get(count),
  ];
  const params = [I32, I32, I32, I32];
  return { name: 'scanFrames', params, results: [I32], locals: [I32, I32, I32], body };
}

/** Locals of `checkFrames`, behind how many there are. */
const COUNT = 0;
const INDEX = 1;
const SLOT = 2;
const BITS = 3;
/** Frames of a group: where each stands in the tables. */
const GROUP = 4;
const LANES = [0, 1, 2, 3];

/** Does this for each index from `first` on that is in front of `end`. */
function forEach(first: number, end: Code, step: Code, width = 1): Code {
  const isLeft = [get(INDEX), end, i32.lt()];
  return [
    [i32.const(first), set(INDEX)],
    branch(isLeft, repeat([step, add(INDEX, width)], isLeft)),
  ];
}

const smaller = (a: Code, b: Code): Code => [a, b, a, b, i32.lt(), i32.select()];

/** Sets for each of so many frames whether its MAC is right over the 36 bytes in front of it. */
function checkFrames(check: Code): WasmFunction {
  const lengthOf = (slot: Code): Code => [slot, i32.load(LENGTHS_AT)];
  const blocks = [plus(lengthOf(times4(get(INDEX))), 8), i32.const(BLOCK_SHIFT), i32.shr()];
  const slotOfBlocks = [times4(smaller(blocks, i32.const(BLOCKS_MAX))), set(SLOT)];
  const increment = (offset: number): Code => [
    get(SLOT),
    [get(SLOT), i32.load(offset), i32.const(1), i32.add()],
    i32.store(offset),
  ];
  const clear = [times4(get(INDEX)), i32.const(0), i32.store(COUNTS_AT)];
  const sumUp = [
    [times4(get(INDEX)), set(SLOT)],
    [get(SLOT), get(SLOT), i32.load(COUNTS_AT), get(SLOT), i32.load(COUNTS_AT + 4), i32.add()],
    i32.store(COUNTS_AT + 4),
  ];
  const putInOrder = [
    slotOfBlocks,
    [times4([get(SLOT), i32.load(COUNTS_AT)]), times4(get(INDEX)), i32.store(ORDER_AT)],
    increment(COUNTS_AT),
  ];
  const body = [
    forEach(0, i32.const(BLOCKS_MAX + 2), clear),
    forEach(0, get(COUNT), [slotOfBlocks, increment(COUNTS_AT + 4)]),
    forEach(0, i32.const(BLOCKS_MAX + 1), sumUp),
    forEach(0, get(COUNT), putInOrder),
    forEach(0, get(COUNT), checkGroup(check), LANES.length),
  ];
  const locals = [I32, I32, I32, ...LANES.map(() => I32)];
  return { name: 'checkFrames', params: [I32], results: [], locals, body };
}

/** Checks the frames from INDEX on, in order; the last group is filled up with its last frame. */
function checkGroup(check: Code): Code {
  const inOrder = (lane: number): Code => smaller(plus(get(INDEX), lane), plus(get(COUNT), -1));
  const messageOf = (lane: number): Code => [
    [times4(inOrder(lane)), i32.load(ORDER_AT), tee(GROUP + lane)],
    [i32.load(FRAMES_AT), i32.const(TRAILER_BYTES), i32.sub()],
    [get(GROUP + lane), i32.load(LENGTHS_AT)],
  ];
  return [
    [LANES.map(messageOf), check, set(BITS)],
    LANES.map((lane) => [
      [get(GROUP + lane), i32.const(2), i32.shr()],
      [get(BITS), i32.const(lane), i32.shr(), i32.const(1), i32.and(), i32.storeByte(RIGHT_AT)],
    ]),
  ];
}

/**
 * Changes the first four bytes of each of so many frames but the first, as a CRC must be told that
 * goes on behind a right one: see hasRightCrcs. Done twice it leaves them as they were.
 */
function maskFrames(): WasmFunction {
  const address = [times4(get(INDEX)), i32.load(FRAMES_AT)];
  const mask = [
    [address, tee(SLOT), get(SLOT), i32.load(0), i32.const(CRC_RESIDUE), i32.xor()],
    i32.store(0),
  ];
  const body = forEach(1, get(COUNT), mask);
  return { name: 'maskFrames', params: [I32], results: [], locals: [I32, I32], body };
}
