/** What somebody without the key can do to the order of events, to whole segments and to HEAD. */
import { readU64, writeU16, writeU32, writeU64 } from '../../src/format/bytes.ts';
import { crcOf } from '../../src/format/crc.ts';
import { segmentName } from '../../src/format/segment-name.ts';
import type { FindingCode } from '../../src/types.ts';
import type { BuiltFrame } from '../log-builder.ts';
import { Chance } from './chance.ts';
import { cleanLog, type CleanLog } from './clean-logs.ts';
import { TAILS, TORN, withCrc, type Expectation, type MutableLog } from './mutable-log.ts';

export interface LogMutation {
  readonly name: string;
  apply(log: MutableLog, chance: Chance): Expectation | undefined;
}

const OTHER_LOG_ID = 'ffffffffffffffffffffffffffffffff';

/** Another log under the same master keys. */
function otherLog(log: MutableLog, chance: Chance): CleanLog {
  for (;;) {
    const options = { logId: OTHER_LOG_ID, segmentsMin: log.segmentNames.length, isSettled: true };
    const other = cleanLog(new Chance(chance.next()), options);
    if (other.frames.length > 3) return other;
  }
}

/** Picks a frame behind which another stands in the same segment. */
function pickInside(log: MutableLog, chance: Chance): BuiltFrame | undefined {
  const inside = log.frames.filter((frame, index) => log.frames[index + 1]?.file === frame.file);
  return inside.length > 0 ? chance.pick(inside) : undefined;
}

function isLastOfClosed(log: MutableLog, frame: BuiltFrame): boolean {
  return frame.file !== log.lastSegment && log.framesIn(frame.file).at(-1) === frame;
}

const ORDER: readonly LogMutation[] = [
  {
    name: 'cut out several events',
    apply: (log, chance) => {
      const first = pickInside(log, chance);
      if (!first) return undefined;
      const rest = log.framesIn(first.file).filter(({ seq }) => seq >= first.seq);
      const [last, next] = rest.slice(chance.below(rest.length - 1));
      if (!last || !next) return undefined;
      if (next === log.frames.at(-1) && next.seq !== log.clean.headSeq) return undefined;
      log.splice(first.file, [first.start, last.end], Buffer.alloc(0));
      return { names: ['GAP'], also: ['HEAD_AHEAD', ...TORN], blames: [first.seq, next.seq + 1] };
    },
  },
  {
    name: 'cut out an event and number the others anew',
    apply: (log, chance) => {
      const gone = pickInside(log, chance);
      if (!gone) return undefined;
      const rest = log.framesIn(gone.file).filter(({ seq }) => seq > gone.seq);
      const renumbered = rest.map((frame) => {
        const bytes = log.frameBytes(frame);
        writeU64(bytes, 8, frame.seq - 1);
        return withCrc(bytes);
      });
      const end = rest.at(-1)?.end ?? gone.end;
      log.splice(gone.file, [gone.start, end], Buffer.concat(renumbered));
      return { names: ['TAMPERED'], also: ['HEAD_AHEAD', 'SEGMENT_TRUNCATED', ...TORN] };
    },
  },
  {
    name: 'swap two events far apart',
    apply: (log, chance) => {
      const file = chance.pick(log.segmentNames);
      const frames = log.framesIn(file);
      if (frames.length < 3) return undefined;
      const at = chance.below(frames.length - 2);
      const [a, b] = [frames[at], frames[chance.between(at + 2, frames.length)]];
      if (!a || !b) return undefined;
      log.splice(file, [b.start, b.end], log.frameBytes(a));
      log.splice(file, [a.start, a.end], log.frameBytes(b));
      return { names: ['REORDER'], also: LOSSES };
    },
  },
  {
    name: 'move one event',
    apply: (log, chance) => move(log, chance, 1),
  },
  {
    name: 'move several events',
    apply: (log, chance) => move(log, chance, chance.between(2, 5)),
  },
  {
    name: 'repeat an event elsewhere',
    apply: (log, chance) => repeat(log, chance, 1),
  },
  {
    name: 'repeat several events elsewhere',
    apply: (log, chance) => repeat(log, chance, chance.between(2, 5)),
  },
  {
    name: 'append an old event again',
    apply: (log, chance) => {
      const last = log.frames.at(-1);
      if (last?.file !== log.lastSegment || log.frames.length < 2) return undefined;
      const old = chance.pick(log.frames.slice(0, -1));
      log.splice(last.file, [last.end, last.end], log.frameBytes(old));
      return { names: ['DUPLICATE'], also: TORN, blames: [old.seq, old.seq + 1] };
    },
  },
];

/** The end of the log is not where it was, when its last events are elsewhere. */
const LOSSES: readonly FindingCode[] = [
  'HEAD_AHEAD',
  'TRUNCATED',
  'SPLIT_APPEND',
  'DAMAGE_BELOW_DURABLE',
  ...TORN,
];

/** Takes `count` events in a row out of a segment and puts them elsewhere in it. */
function move(log: MutableLog, chance: Chance, count: number): Expectation | undefined {
  const file = chance.pick(log.segmentNames);
  const frames = log.framesIn(file);
  // At the end of a closed segment they would only be bytes too many.
  const places = file === log.lastSegment ? frames.length + 1 : frames.length;
  if (frames.length < count + 2) return undefined;
  const from = chance.below(frames.length - count + 1);
  const to = chance.below(places);
  if (to >= from - 1 && to <= from + count + 1) return undefined;
  const moved = frames.slice(from, from + count);
  const target = to < frames.length ? frames[to]?.start : frames.at(-1)?.end;
  const [start, end] = [moved[0]?.start, moved.at(-1)?.end];
  if (start === undefined || end === undefined || target === undefined) return undefined;
  const bytes = Buffer.concat(moved.map((frame) => log.frameBytes(frame)));
  const cut = (): void => log.splice(file, [start, end], Buffer.alloc(0));
  const put = (): void => log.splice(file, [target, target], bytes);
  if (target > start) {
    put();
    cut();
  } else {
    cut();
    put();
  }
  return { names: ['REORDER'], also: LOSSES };
}

function repeat(log: MutableLog, chance: Chance, count: number): Expectation | undefined {
  if (log.frames.length < count + 1) return undefined;
  const from = chance.below(log.frames.length - count + 1);
  const copied = log.frames.slice(from, from + count);
  if (copied.some(({ file }) => file !== copied[0]?.file)) return undefined;
  const behind = chance.pick(log.frames);
  if (isLastOfClosed(log, behind)) return undefined;
  const bytes = Buffer.concat(copied.map((frame) => log.frameBytes(frame)));
  log.splice(behind.file, [behind.end, behind.end], bytes);
  // A second last event makes the first the end of its segment.
  const hasLast = copied.some((frame) => isLastOfClosed(log, frame));
  const names: FindingCode[] = hasLast ? ['DUPLICATE', 'SEGMENT_TRAILING_BYTES'] : ['DUPLICATE'];
  return { names, also: ['HEAD_AHEAD', ...TORN] };
}

const FOREIGN: readonly LogMutation[] = [
  {
    name: 'put an event of another log between two',
    apply: (log, chance) => {
      const behind = chance.pick(log.frames);
      if (isLastOfClosed(log, behind)) return undefined;
      const bytes = foreignFrames(otherLog(log, chance), chance, 1);
      log.splice(behind.file, [behind.end, behind.end], bytes);
      return { names: ['TAMPERED'], also: ['HEAD_AHEAD', ...TORN] };
    },
  },
  {
    name: 'put an event of another log in the place of one',
    apply: (log, chance) => {
      const frame = chance.pick(log.frames);
      const bytes = foreignFrames(otherLog(log, chance), chance, 1);
      log.splice(frame.file, [frame.start, frame.end], bytes);
      return { names: ['TAMPERED'], also: ['HEAD_AHEAD', 'SEGMENT_TRUNCATED', ...TORN] };
    },
  },
  {
    name: 'put events of another log, which the reader knows, between two',
    apply: (log, chance) => {
      if (log.clean.isSealed) return undefined;
      const behind = chance.pick(log.frames);
      const other = otherLog(log, chance);
      if (isLastOfClosed(log, behind) || other.isSealed) return undefined;
      const bytes = foreignFrames(other, chance, 3);
      log.splice(behind.file, [behind.end, behind.end], bytes);
      return {
        // One event of another log can't be told from a forged one.
        names: ['FOREIGN_FRAME', 'TAMPERED'],
        also: ['HEAD_AHEAD', ...TORN],
        options: { otherLogIds: [OTHER_LOG_ID] },
      };
    },
  },
  {
    name: 'put a segment of another log in the place of one',
    apply: (log, chance) => {
      const at = chance.below(log.segmentNames.length);
      const other = otherLog(log, chance);
      const otherNames = [...other.files.keys()].filter((name) => name !== 'HEAD').toSorted();
      const bytes = other.files.get(otherNames[at] ?? '');
      if (!bytes || other.isSealed !== log.clean.isSealed) return undefined;
      log.files.set(log.segmentNames[at] ?? '', bytes);
      return {
        names: ['FOREIGN_SEGMENT'],
        also: ['SEGMENT_MISSING', 'TRUNCATED', 'TRUNCATED_HEAD', 'HEAD_AHEAD', ...TORN],
      };
    },
  },
];

function foreignFrames(other: CleanLog, chance: Chance, count: number): Buffer {
  const from = chance.below(Math.max(1, other.frames.length - count));
  const frames = other.frames.slice(from, from + count).filter(({ seq }) => seq <= other.lastSeq);
  const first = other.frames[0];
  const chosen = frames.length > 0 || !first ? frames : [first];
  return Buffer.concat(
    chosen.map(
      ({ file, start, end }) => other.files.get(file)?.subarray(start, end) ?? Buffer.alloc(0),
    ),
  );
}

const ENDS: readonly LogMutation[] = [
  {
    name: 'cut the log off between two events that were durable',
    apply: (log, chance) => {
      const frames = log.framesIn(log.lastSegment).filter(({ seq }) => seq <= log.clean.headSeq);
      if (frames.length === 0) return undefined;
      const { file, start } = chance.pick(frames);
      log.splice(
        file,
        [start, log.bytes(file).length],
        chance.once(2) ? Buffer.alloc(0) : Buffer.alloc(900),
      );
      return { names: ['TRUNCATED'], also: ['HEAD_AHEAD', 'SPLIT_APPEND'] };
    },
  },
  {
    name: 'cut the log off within an event that was durable',
    apply: (log, chance) => {
      const frames = log.framesIn(log.lastSegment).filter(({ seq }) => seq <= log.clean.headSeq);
      if (frames.length === 0) return undefined;
      const { file, start, end } = chance.pick(frames);
      const at = chance.between(start + 1, end);
      const old = log.bytes(file).subarray(start, at);
      if (old.every((byte) => byte === 0)) return undefined;
      log.splice(
        file,
        [at, log.bytes(file).length],
        chance.once(2) ? Buffer.alloc(0) : Buffer.alloc(900),
      );
      // Zeros may be what stood there.
      if (
        log
          .bytes(file)
          .subarray(start, end)
          .equals(log.frameBytes({ file, start, end } as BuiltFrame))
      )
        return undefined;
      return { names: ['DAMAGE_BELOW_DURABLE'], also: ['HEAD_AHEAD', 'SPLIT_APPEND'] };
    },
  },
  {
    name: 'cut off what nobody was told of',
    apply: (log, chance) => {
      const above = log.frames.filter(({ seq }) => seq > log.evidence() && seq > log.clean.headSeq);
      const frame = above.length > 0 ? chance.pick(above) : undefined;
      if (frame?.file !== log.lastSegment) return undefined;
      // What the cut events say was durable must not testify against the cut.
      const lost = log.frames.filter(({ seq }) => seq >= frame.seq).map(({ seq }) => seq);
      if (frame.seq <= log.evidence(lost)) return undefined;
      const at = chance.between(frame.start, frame.end);
      log.splice(frame.file, [at, log.bytes(frame.file).length], Buffer.alloc(0));
      return { names: [], also: TORN, verdict: ['intact', 'unknown'] };
    },
  },
  {
    name: 'write bytes behind the end',
    apply: (log, chance) => {
      const last = log.framesIn(log.lastSegment).at(-1);
      const end = last?.end ?? 192;
      const bytes = chance.bytes(chance.between(1, 900));
      bytes[0] = 1 + chance.below(255);
      log.splice(log.lastSegment, [end, end], bytes);
      return { names: TAILS, verdict: ['unknown'] };
    },
  },
  {
    name: 'flip a bit in the zeros behind the end',
    apply: (log, chance) => {
      const last = log.framesIn(log.lastSegment).at(-1);
      const end = last?.end ?? 192;
      const bytes = log.bytes(log.lastSegment);
      if (log.clean.isTorn || bytes.length === end) return undefined;
      log.overwrite(
        log.lastSegment,
        chance.between(end, bytes.length),
        Buffer.from([1 << chance.below(8)]),
      );
      return { names: TAILS, verdict: ['unknown'] };
    },
  },
];

const SEGMENTS: readonly LogMutation[] = [
  {
    name: 'remove a segment between two',
    apply: (log, chance) => {
      if (log.segmentNames.length < 3) return undefined;
      log.files.delete(log.segmentNames[chance.between(1, log.segmentNames.length - 1)] ?? '');
      return { names: ['SEGMENT_MISSING'], also: ['HEAD_AHEAD', ...TORN] };
    },
  },
  {
    name: 'remove the first segment',
    apply: (log) => {
      if (log.segmentNames.length < 2) return undefined;
      log.files.delete(log.segmentNames[0] ?? '');
      return { names: ['TRUNCATED_HEAD'], also: ['HEAD_AHEAD', ...TORN] };
    },
  },
  {
    name: 'remove the last segment',
    apply: (log) => {
      if (log.segmentNames.length < 2) return undefined;
      log.files.delete(log.lastSegment);
      return { names: ['TRUNCATED', 'HEAD_AHEAD'], also: ['TRUNCATED', 'HEAD_AHEAD'] };
    },
  },
  {
    name: 'rename a segment',
    apply: (log, chance) => {
      const name = chance.pick(log.segmentNames);
      const bytes = log.bytes(name);
      log.files.delete(name);
      const other = chance.once(3) ? 'copy.lhseg' : segmentName(chance.between(1000, 2000));
      log.files.set(other, bytes);
      return { names: ['SEGMENT_RENAMED'], also: TORN };
    },
  },
  {
    name: 'exchange the names of two segments',
    apply: (log, chance) => {
      if (log.segmentNames.length < 2) return undefined;
      const at = chance.below(log.segmentNames.length - 1);
      const [a = '', b = ''] = log.segmentNames.slice(at, at + 2);
      const [first, second] = [log.bytes(a), log.bytes(b)];
      log.files.set(a, second).set(b, first);
      return { names: ['SEGMENT_RENAMED'], also: TORN };
    },
  },
  {
    name: 'put a copy of a segment beside it',
    apply: (log, chance) => {
      const name = chance.pick(log.segmentNames);
      if (log.framesIn(name).length === 0) return undefined;
      log.files.set(segmentName(chance.between(1000, 2000)), log.bytes(name));
      return { names: ['SEGMENT_RENAMED'], also: ['DUPLICATE', 'CORRUPT', ...TORN] };
    },
  },
  {
    name: 'cut off the end of a closed segment',
    apply: (log, chance) => {
      if (log.segmentNames.length < 2) return undefined;
      const name = chance.pick(log.segmentNames.slice(0, -1));
      const { length } = log.bytes(name);
      log.splice(name, [chance.between(192, length), length], Buffer.alloc(0));
      return { names: ['SEGMENT_TRUNCATED'], also: ['HEAD_AHEAD', ...TORN] };
    },
  },
  {
    name: 'write bytes behind the end of a closed segment',
    apply: (log, chance) => {
      if (log.segmentNames.length < 2) return undefined;
      const name = chance.pick(log.segmentNames.slice(0, -1));
      const { length } = log.bytes(name);
      const rest = chance.pick([
        chance.bytes(chance.between(1, 300)),
        Buffer.alloc(chance.between(1, 900)),
        log.frameBytes(chance.pick(log.frames)),
      ]);
      log.splice(name, [length, length], rest);
      return { names: ['SEGMENT_TRAILING_BYTES'], also: TORN };
    },
  },
  {
    name: 'flip a bit of a segment header',
    apply: (log, chance) => {
      const name = chance.pick(log.segmentNames);
      const at = chance.below(192);
      const bytes = Buffer.from(log.bytes(name));
      bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
      log.files.set(name, bytes);
      // The last segment without an event may have been cut off while it was made.
      const isEmptyLast = name === log.lastSegment && log.framesIn(name).length === 0;
      if (!isEmptyLast) return { names: ['SEGMENT_HEADER_CORRUPT'], also: TORN };
      return {
        names: ['SEGMENT_HEADER_CORRUPT', 'TORN_ROLL'],
        also: ['HEAD_AHEAD', ...TORN],
        verdict: ['tampered', 'unknown'],
      };
    },
  },
  {
    name: 'edit a segment header and make the CRC right',
    apply: (log, chance) => {
      const name = chance.pick(log.segmentNames);
      const bytes = Buffer.from(log.bytes(name));
      chance.pick(HEADER_EDITS)(bytes, chance);
      if (bytes.equals(log.bytes(name))) return undefined;
      writeU32(bytes, 152, crcOf(bytes, 0, 152));
      log.files.set(name, bytes);
      return { names: ['SEGMENT_HEADER_TAMPERED'], also: TORN };
    },
  },
];

const HEADER_EDITS: readonly ((bytes: Buffer, chance: Chance) => void)[] = [
  (bytes, chance) => writeU16(bytes, 12, chance.pick([1, 2, 3, 99])),
  (bytes, chance) => void chance.bytes(16).copy(bytes, 16),
  (bytes) => writeU64(bytes, 32, readU64(bytes, 32) + 1),
  (bytes) => writeU64(bytes, 40, readU64(bytes, 40) - 1),
  (bytes) => writeU64(bytes, 48, readU64(bytes, 48) + 1),
  (bytes) => writeU64(bytes, 56, readU64(bytes, 56) + 100),
  (bytes, chance) => {
    const trailer = chance.bytes(36);
    trailer.copy(bytes, 64);
    trailer.copy(bytes, 156);
  },
  (bytes, chance) => void chance.bytes(8).copy(bytes, 100),
  (bytes) => void (bytes[110] = 1),
  (bytes, chance) => void chance.bytes(32).copy(bytes, 120),
  (bytes) => writeU16(bytes, 10, 2),
];

const HEADS: readonly LogMutation[] = [
  {
    name: 'remove HEAD',
    apply: (log) => {
      log.files.delete('HEAD');
      return whenThereAreEvents(log, 'HEAD_MISSING');
    },
  },
  {
    name: 'flip a bit in both slots of HEAD',
    apply: (log, chance) => {
      const bytes = Buffer.from(log.bytes('HEAD'));
      for (const start of [0, 512]) flip(bytes, start + chance.below(512), chance);
      log.files.set('HEAD', bytes);
      return whenThereAreEvents(log, 'HEAD_CORRUPT');
    },
  },
  {
    name: 'flip a bit in one slot of HEAD',
    apply: (log, chance) => {
      const bytes = Buffer.from(log.bytes('HEAD'));
      flip(bytes, chance.below(1024), chance);
      log.files.set('HEAD', bytes);
      return {
        names: ['TORN_HEAD'],
        also: TORN,
        verdict: log.clean.isTorn ? ['intact', 'unknown'] : ['intact'],
      };
    },
  },
  {
    name: 'exchange the slots of HEAD',
    apply: (log) => {
      const bytes = log.bytes('HEAD');
      log.files.set('HEAD', Buffer.concat([bytes.subarray(512), bytes.subarray(0, 512)]));
      return whenThereAreEvents(log, 'HEAD_CORRUPT');
    },
  },
  {
    name: 'put the HEAD of another log in its place',
    apply: (log, chance) => {
      if (log.frames.length === 0) return undefined;
      const other = otherLog(log, chance);
      log.files.set('HEAD', other.files.get('HEAD') ?? Buffer.alloc(0));
      // Whichever of the two it is, one of them is not of this log.
      return {
        names: ['HEAD_CORRUPT', 'FOREIGN_SEGMENT'],
        also: ['TRUNCATED', 'HEAD_AHEAD', ...TAILS],
        verdict: ['tampered'],
      };
    },
  },
  {
    name: 'cut HEAD off',
    apply: (log, chance) => {
      const length = chance.below(1024);
      log.files.set('HEAD', log.bytes('HEAD').subarray(0, length));
      if (length < 512) return whenThereAreEvents(log, 'HEAD_CORRUPT');
      return { names: ['TORN_HEAD'], also: TORN, verdict: ['intact', 'unknown'] };
    },
  },
];

/** Without events a missing HEAD is an interrupted creation. */
function whenThereAreEvents(log: MutableLog, name: FindingCode): Expectation | undefined {
  return log.frames.length > 0 ? { names: [name], also: TAILS } : undefined;
}

function flip(bytes: Buffer, at: number, chance: Chance): void {
  bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
}

export const LOG_MUTATIONS: readonly LogMutation[] = [
  ...ORDER,
  ...FOREIGN,
  ...ENDS,
  ...SEGMENTS,
  ...HEADS,
];
