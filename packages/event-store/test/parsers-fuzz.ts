/** Bytes that nobody wrote, for every parser of the log's files: it says no, or means just them. */
import { formatCheckpoint, parseCheckpoint } from '../src/anchors/checkpoint.ts';
import { parseNote } from '../src/anchors/signed-note.ts';
import { writeU32 } from '../src/format/bytes.ts';
import { crcOf } from '../src/format/crc.ts';
import { encodeHeadSlot, parseHeadSlot } from '../src/format/head-slot.ts';
import { parseMeta } from '../src/format/meta.ts';
import { encodeSegmentHeader, parseSegmentHeader } from '../src/format/segment-header.ts';
import { parseSystemPayload } from '../src/format/system-payload.ts';
import { HANDED_ON_PARSERS } from './handed-on-parsers.ts';
import type { Chance } from './mutations/chance.ts';

interface Parser {
  readonly name: string;
  /** Something it accepts. */
  readonly sample: () => Buffer;
  /** Where a CRC over everything in front of it stands. */
  readonly crcAt?: number;
  /** Parses and writes again what was understood; undefined when it was not. */
  readonly again: (bytes: Buffer) => Buffer | undefined;
}

const ZERO_TRAILER = '\0'.repeat(36);
const LOG_ID = '00112233445566778899aabbccddeeff';

const header = {
  kid: 1,
  isSealed: false,
  logId: LOG_ID,
  firstSeq: 7,
  createdUs: 9,
  prevFirst: 1,
  prevBytes: 400,
  prevTrailer: ZERO_TRAILER,
  keyCheck: '0011223344556677',
};
const slot = { n: 4, seq: 7, bytes: 400, segFirst: 1, kid: 1, isClean: true, logId: LOG_ID };
const checkpoint = { logId: LOG_ID, size: 12, root: '00'.repeat(32) };

const noMac = (): string => '\0'.repeat(32);
/** The MAC is taken from the bytes: that it is right is another question. */
const macIn = (bytes: Buffer, at: number) => (): string => bytes.toString('latin1', at, at + 32);

export const PARSERS: readonly Parser[] = [
  {
    name: 'segment header',
    sample: () => encodeSegmentHeader(header, noMac),
    crcAt: 152,
    again: (bytes) => {
      const parsed = parseSegmentHeader(bytes);
      if (parsed.kind !== 'header') return undefined;
      return Buffer.concat([
        encodeSegmentHeader(parsed.header, macIn(bytes, 120)),
        bytes.subarray(192),
      ]);
    },
  },
  {
    name: 'HEAD slot',
    sample: () => encodeHeadSlot({ ...slot, trailer: ZERO_TRAILER }, noMac),
    crcAt: 132,
    again: (bytes) => {
      const parsed = parseHeadSlot(bytes);
      return parsed && encodeHeadSlot(parsed, macIn(bytes, 100));
    },
  },
  {
    name: 'checkpoint',
    sample: () => Buffer.from(formatCheckpoint(checkpoint)),
    again: (bytes) => {
      const parsed = parseCheckpoint(bytes.toString('latin1'));
      return 'reason' in parsed ? undefined : Buffer.from(formatCheckpoint(parsed));
    },
  },
  {
    name: 'signed note',
    sample: () => Buffer.from(`text\n\n— name ${Buffer.alloc(70, 1).toString('base64')}\n`),
    // What it understands it keeps as it is: that it neither throws nor hangs is all.
    again: (bytes) => ('reason' in parseNote(bytes) ? undefined : bytes),
  },
  {
    name: 'meta',
    sample: () => Buffer.from('{"type":"a","stream":"b","version":1,"id":"c","key":"d"}'),
    again: (bytes) => (parseMeta(bytes, false) === undefined ? undefined : bytes),
  },
  {
    name: 'system payload',
    sample: () => Buffer.from('{"agent":"a","role":"r","credential":1,"allows":["x.*"]}'),
    again: (bytes) =>
      parseSystemPayload('$agent_registered', bytes) === undefined ? undefined : bytes,
  },
  ...HANDED_ON_PARSERS,
];

/** Gives bytes that are nearly what a parser accepts, or anything. */
export function fuzzed({ sample, crcAt }: Parser, chance: Chance): Buffer {
  if (chance.once(10)) return chance.bytes(chance.below(600));
  let bytes = sample();
  for (let count = chance.below(4); count > 0; count--)
    bytes[chance.below(bytes.length)] = chance.once(3) ? 0 : chance.next();
  if (chance.once(8)) bytes = bytes.subarray(0, chance.below(bytes.length));
  if (chance.once(8)) bytes = Buffer.concat([bytes, chance.bytes(chance.below(40))]);
  if (crcAt !== undefined && bytes.length >= crcAt + 4 && !chance.once(4))
    writeU32(bytes, crcAt, crcOf(bytes, 0, crcAt));
  return bytes;
}

/** Gives the parser so many inputs; says how many it took. Throws when it means others. */
export function fuzz(parser: Parser, count: number, chance: Chance): number {
  let accepted = 0;
  for (let index = 0; index < count; index++) {
    const bytes = fuzzed(parser, chance);
    const again = parser.again(bytes);
    if (again === undefined) continue;
    accepted += 1;
    const isWhole =
      parser.name === 'HEAD slot' ? again.equals(bytes.subarray(0, 512)) : again.equals(bytes);
    if (!isWhole) throw new Error(`${parser.name}: takes ${bytes.toString('hex')}`);
  }
  return accepted;
}
