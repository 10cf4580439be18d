import { BYTE_TABLE } from '../../format/crc.ts';
import { branch, get, i32, I32, repeat, set, type Code, type WasmFunction } from './wasm-code.ts';

/** Bytes taken at a time, each by a table of its own. */
const SLICES = 16;
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
  const forward = (bytes: number): Code => [
    [get(PLACE), i32.const(bytes), i32.add(), set(PLACE)],
    [get(LENGTH), i32.const(bytes), i32.sub(), set(LENGTH)],
  ];
  const body = [
    [i32.const(-1), set(CRC)],
    branch(
      [i32.const(SLICES - 1), get(LENGTH), i32.lt()],
      repeat(
        [
          [0, 4, 8, 12].flatMap((offset) => [
            [get(PLACE), i32.load(offset)],
            offset === 0 ? [get(CRC), i32.xor()] : [],
            set(FOUR),
            [0, 1, 2, 3].flatMap((byte) => [
              looked(SLICES - 1 - offset - byte, [
                [get(FOUR), i32.const(8 * byte), i32.shr()],
                [i32.const(0xff), i32.and()],
              ]),
              offset + byte === 0 ? [] : i32.xor(),
            ]),
            // Stays on the stack, for the next four to be added to it.
          ]),
          set(CRC),
          forward(SLICES),
        ],
        [i32.const(SLICES - 1), get(LENGTH), i32.lt()],
      ),
    ),
    branch(
      get(LENGTH),
      repeat(
        [
          looked(0, [
            [get(PLACE), i32.loadByte(0), get(CRC), i32.xor()],
            [i32.const(0xff), i32.and()],
          ]),
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

/** Gives the entry of a table for a byte. */
function looked(table: number, byte: Code): Code {
  const at = CRC_TABLES_AT + 4 * ENTRIES * table;
  return [byte, i32.const(2), i32.shl(), i32.load(at)];
}
