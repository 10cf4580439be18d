import { BYTE_TABLE } from '../../format/crc.ts';
import { branch, get, i32, I32, repeat, set, type Code, type WasmFunction } from './wasm-code.ts';

/** Bytes taken at a time, each by a table of its own. */
const SLICES = 16;
/** The same of what is left behind those. */
const FEW = 4;
const ENTRIES = 256;

/** Where in the memory the tables must be. */
export const CRC_TABLES_AT = 4096;
export const CRC_TABLES_BYTES = 4 * SLICES * ENTRIES;

/** Table n says what a byte does to a CRC when n bytes follow it. */
export function crcTables(): Uint32Array {
  const tables = new Uint32Array(SLICES * ENTRIES);
  tables.set(BYTE_TABLE);
  for (let at = ENTRIES; at < tables.length; at++) {
    const before = tables[at - ENTRIES] ?? 0;
    tables[at] = (before >>> 8) ^ (tables[before & 0xff] ?? 0);
  }
  return tables;
}

const [PLACE, LENGTH, CRC, FOUR] = [0, 1, 2, 3];

/** CRC-32 (IEEE 802.3) by slicing (Kounavis and Berry, 2005), the last bytes one by one. */
export function crc32(): WasmFunction {
  const body = [
    [i32.const(-1), set(CRC)],
    // The CRC of what is in front goes into the first four bytes: they come last, so that all
    // other entries are there by then.
    inSteps(SLICES, [4, 8, 12, 0]),
    inSteps(FEW, [0]),
    branch(
      get(LENGTH),
      repeat(
        [
          [get(PLACE), i32.loadByte(0), get(CRC), i32.xor(), set(FOUR)],
          looked(0, 0),
          [get(CRC), i32.const(8), i32.shr(), i32.xor(), set(CRC)],
          forward(1),
        ],
        get(LENGTH),
      ),
    ),
    [get(CRC), i32.const(-1), i32.xor()],
  ];
  return { name: 'crc32', params: [I32, I32], results: [I32], locals: [I32, I32], body };
}

/** Takes so many bytes at a time, four by four in this order, as long as there are as many. */
function inSteps(bytes: number, offsets: readonly number[]): Code {
  const four = (offset: number): Code => [
    [get(PLACE), i32.load(offset)],
    offset === 0 ? [get(CRC), i32.xor()] : [],
    set(FOUR),
    [0, 1, 2, 3].flatMap((byte) => looked(bytes - 1 - offset - byte, byte)),
    [i32.xor(), i32.xor(), i32.xor()],
  ];
  const isLeft = [i32.const(bytes - 1), get(LENGTH), i32.lt()];
  const step = [
    // What one four gives stays on the stack, for that of the next to be added to it.
    offsets.map((offset, index) => [four(offset), index === 0 ? [] : i32.xor()]),
    [set(CRC), forward(bytes)],
  ];
  return branch(isLeft, repeat(step, isLeft));
}

function forward(bytes: number): Code {
  return [
    [get(PLACE), i32.const(bytes), i32.add(), set(PLACE)],
    [get(LENGTH), i32.const(bytes), i32.sub(), set(LENGTH)],
  ];
}

/** Gives the entry of a table for a byte of FOUR, the lowest of which is 0. */
function looked(table: number, byte: number): Code {
  const at = CRC_TABLES_AT + 4 * ENTRIES * table;
  const index = byte === 0 ? [i32.const(2), i32.shl()] : [i32.const(8 * byte - 2), i32.shr()];
  return [get(FOUR), index, [i32.const(0x3fc), i32.and()], i32.load(at)];
}
