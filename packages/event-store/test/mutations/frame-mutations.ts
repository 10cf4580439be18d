/** What a failing disk or somebody without the key can do to single events and their order. */
import { readU32, readU64, writeU16, writeU32, writeU64 } from '../../src/format/bytes.ts';
import type { Chance } from './chance.ts';
import { TORN, withCrc, type Expectation, type MutableLog } from './mutable-log.ts';

/** Something done at one event, which leaves bytes in front of it and far behind it alone. */
export interface LocalMutation {
  readonly name: string;
  /** Does it, and says what must be found; undefined when it can't be done here. */
  apply(log: MutableLog, index: number, chance: Chance): Expectation | undefined;
}

const REGIONS: Readonly<Record<string, (frame: Buffer) => readonly [start: number, end: number]>> =
  {
    len: () => [0, 4],
    version: () => [4, 5],
    flags: () => [5, 6],
    kid: () => [6, 8],
    seq: () => [8, 16],
    durable: () => [16, 24],
    ts: () => [24, 32],
    metaLen: () => [32, 36],
    meta: (frame) => [36, 36 + readU32(frame, 32)],
    payload: (frame) => [36 + readU32(frame, 32), frame.length - 36],
    mac: (frame) => [frame.length - 36, frame.length - 4],
    crc: (frame) => [frame.length - 4, frame.length],
  };

const flips: LocalMutation[] = Object.entries(REGIONS).map(([name, regionOf]) => ({
  name: `flip a bit of ${name}`,
  apply: (log, index, chance) => {
    const frame = log.frames[index];
    if (!frame) return undefined;
    const bytes = log.frameBytes(frame);
    const [start, end] = regionOf(bytes);
    if (start === end) return undefined;
    const at = chance.between(start, end);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    log.overwrite(frame.file, frame.start, bytes);
    // What chains to a damaged trailer can't be verified either.
    const next = log.frames[index + 1];
    const isChained = (name === 'mac' || name === 'crc') && next?.file === frame.file;
    const end2 = isChained ? index + 2 : index + 1;
    const lost = log.frames.slice(index, end2).map(({ seq }) => seq);
    return {
      ...log.nameOfBroken(frame, log.frames[end2], lost),
      blames: [frame.seq, frame.seq + lost.length],
    };
  },
}));

type Edit = (bytes: Buffer, chance: Chance) => Buffer | undefined;

const EDITS: Readonly<Record<string, Edit>> = {
  payload: (bytes, chance) => {
    const start = 36 + readU32(bytes, 32);
    if (start === bytes.length - 36) return undefined;
    const at = chance.between(start, bytes.length - 36);
    bytes[at] = (bytes[at] ?? 0) + 1;
    return bytes;
  },
  meta: (bytes, chance) => {
    const at = chance.between(36, 36 + readU32(bytes, 32));
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    return bytes;
  },
  seq: (bytes, chance) => {
    writeU64(
      bytes,
      8,
      Math.max(1, readU64(bytes, 8) + (chance.once(2) ? 1 : -1) * chance.between(1, 9)),
    );
    return bytes;
  },
  'seq beyond all numbers': (bytes) => {
    bytes[15] = 0x80;
    return bytes;
  },
  durable: (bytes, chance) => {
    writeU64(bytes, 16, readU64(bytes, 16) + chance.between(1, 5));
    return bytes;
  },
  ts: (bytes, chance) => {
    writeU64(bytes, 24, readU64(bytes, 24) - chance.between(1, 1_000_000));
    return bytes;
  },
  kid: (bytes, chance) => {
    writeU16(bytes, 6, chance.pick([1, 2, 3, 9, 77]));
    return bytes;
  },
  'flag more': (bytes) => {
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    return bytes;
  },
  'flag system': (bytes) => {
    bytes[5] = (bytes[5] ?? 0) ^ 4;
    return bytes;
  },
  mac: (bytes, chance) => {
    const at = chance.between(bytes.length - 36, bytes.length - 4);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    return bytes;
  },
  'length, with more payload': (bytes, chance) => {
    const end = bytes.length - 36;
    const parts = [
      bytes.subarray(0, end),
      chance.bytes(chance.between(1, 40)),
      bytes.subarray(end),
    ];
    const longer = Buffer.concat(parts);
    writeU32(longer, 0, longer.length);
    return longer;
  },
};

const edits: LocalMutation[] = Object.entries(EDITS).map(([name, edit]) => ({
  name: `edit ${name} and make the CRC right`,
  apply: (log, index, chance) => {
    const frame = log.frames[index];
    const edited = frame && edit(log.frameBytes(frame), chance);
    if (!frame || !edited || edited.equals(log.frameBytes(frame))) return undefined;
    log.splice(frame.file, [frame.start, frame.end], withCrc(edited));
    return {
      names: ['TAMPERED'],
      also: ['HEAD_AHEAD', ...TORN],
      blames: [frame.seq, frame.seq + 2],
    };
  },
}));

const deletion: LocalMutation = {
  name: 'cut out an event',
  apply: (log, index) => {
    const [frame, next, after] = log.frames.slice(index, index + 3);
    if (!frame || next?.file !== frame.file) return undefined;
    // Something must say that what stands behind the cut is right.
    const isLast = after === undefined && next.seq !== log.clean.headSeq;
    if (isLast) return undefined;
    log.splice(frame.file, [frame.start, frame.end], Buffer.alloc(0));
    return {
      names: ['GAP'],
      also: ['HEAD_AHEAD', ...TORN],
      blames: [frame.seq, next.seq + 1],
    };
  },
};

const swap: LocalMutation = {
  name: 'swap two events',
  apply: (log, index) => {
    const [frame, next] = log.frames.slice(index, index + 2);
    if (!frame || next?.file !== frame.file) return undefined;
    const swapped = Buffer.concat([log.frameBytes(next), log.frameBytes(frame)]);
    log.overwrite(frame.file, frame.start, swapped);
    return {
      names: ['REORDER'],
      also: ['HEAD_AHEAD', ...TORN],
      blames: [frame.seq, next.seq + 2],
    };
  },
};

const repetition: LocalMutation = {
  name: 'repeat an event right behind itself',
  apply: (log, index) => {
    const [frame, next] = log.frames.slice(index, index + 2);
    if (!frame || (frame.file !== log.lastSegment && next?.file !== frame.file)) return undefined;
    log.splice(frame.file, [frame.end, frame.end], log.frameBytes(frame));
    return { names: ['DUPLICATE'], also: TORN, blames: [frame.seq, frame.seq + 1] };
  },
};

const garbage: LocalMutation = {
  name: 'put bytes between two events',
  apply: (log, index, chance) => {
    const [frame, next, after] = log.frames.slice(index, index + 3);
    if (!frame || next?.file !== frame.file) return undefined;
    const bytes = chance.bytes(chance.between(1, 200));
    // A length of zero could be taken for the end of the log.
    bytes[0] = 1 + chance.below(255);
    log.splice(frame.file, [frame.end, frame.end], bytes);
    return { ...log.nameOfBroken(next, after, [next.seq]), blames: [next.seq, next.seq + 1] };
  },
};

const zeros: LocalMutation = {
  name: 'overwrite an event with zeros',
  apply: (log, index) => {
    const [frame, next, after] = log.frames.slice(index, index + 3);
    if (!frame || next?.file !== frame.file) return undefined;
    log.overwrite(frame.file, frame.start, Buffer.alloc(frame.end - frame.start));
    return {
      ...log.nameOfBroken(frame, after, [frame.seq, next.seq]),
      blames: [frame.seq, next.seq + 1],
    };
  },
};

/** Mutations that can be told from each other when they are done far apart in one log. */
export const LOCAL_MUTATIONS: readonly LocalMutation[] = [
  ...flips,
  ...edits,
  deletion,
  swap,
  repetition,
  garbage,
  zeros,
];
