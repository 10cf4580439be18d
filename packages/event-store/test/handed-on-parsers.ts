/** Parsers of what is kept or handed on beside the log: keys, proofs, exported lines, remains. */
import { formatCheckpoint, originOf } from '../src/anchors/checkpoint.ts';
import { formatLogProof, parseLogProof } from '../src/anchors/log-proof.ts';
import { createWitnessMemory } from '../src/anchors/witness-memory.ts';
import { parseKeyRing } from '../src/keys/key-ring.ts';
import {
  ARCHIVE_DIR,
  noNames,
  readNames,
  writeNames,
  type ArchivedNames,
} from '../src/life/archived-names.ts';
import { formatEventLine, parseEventLine, type LineFormat } from '../src/life/event-line.ts';
import type { StoredEvent } from '../src/types.ts';
import type { LogFile, LogFs } from '../src/fs/log-fs.ts';
import { memoryFs } from './memory-fs.ts';

const LOG_ID = '00112233445566778899aabbccddeeff';
const checkpoint = { logId: LOG_ID, size: 12, root: '00'.repeat(32) };
const proof = {
  frame: Buffer.alloc(80, 1),
  index: 6,
  hashes: [Buffer.alloc(32, 2), Buffer.alloc(32, 3)],
  checkpoint: Buffer.from('a note\n'),
};
const master = Buffer.alloc(32, 5).toString('base64');
const keys = ['active', 'retired'].map((state, at) => {
  return { kid: at + 1, state, master, created: '2026-01-01T00:00:00.000Z' };
});
const stored = {
  seq: 7,
  tsUs: 1_700_000_000_000_000,
  type: 'task.noted',
  stream: 'tasks',
  version: 3,
  system: false,
  id: 'i',
  agent: 'ann',
  credential: 1,
  key: 'k',
  nonce: 4,
  payload: Buffer.from('{"a":1}'),
  mac: 'bWFj',
};
const names = {
  ...noNames(),
  lastSeq: 7,
  trailer: '00'.repeat(36),
  subtrees: ['11'.repeat(32)],
  versions: new Map([['tasks', 3]]),
  ids: new Set(['i']),
};
const namesKey = new Uint8Array(32).fill(9);
const NAMES_FILE = '00000000000000000007.json';

const lines = (['jsonl', 'cloudevents'] as const).map((format) => ({
  name: `line of an export as ${format}`,
  sample: () => Buffer.from(formatEventLine(stored, format, LOG_ID)),
  again: (bytes: Buffer) => lineAgain(bytes, format),
}));

export const HANDED_ON_PARSERS = [
  {
    name: 'key ring',
    sample: () => Buffer.from(JSON.stringify({ format: 'lighthouse-keyring/1', keys })),
    again: (bytes: Buffer) => {
      const ring = orRefusal(() => parseKeyRing(bytes.toString('utf8')));
      if (ring === undefined) return undefined;
      const again = ring.keys.map((key) => {
        return { ...key, master: key.master.export().toString('base64') };
      });
      return sameOr(bytes, { format: 'lighthouse-keyring/1', keys: again });
    },
  },
  {
    name: 'proof of an event',
    sample: () => formatLogProof(proof),
    again: (bytes: Buffer) => {
      const parsed = parseLogProof(bytes);
      return 'reason' in parsed ? undefined : formatLogProof(parsed);
    },
  },
  {
    name: "witness's memory",
    sample: () => Buffer.from(formatCheckpoint(checkpoint)),
    again: (bytes: Buffer) => {
      const everywhere = { ...memoryFs(new Map()), open: () => fileOf(bytes) };
      const read = (): ReturnType<ReturnType<typeof createWitnessMemory>['read']> =>
        createWitnessMemory('memory', everywhere).read(originOf(checkpoint));
      const parsed = orRefusal(read);
      return parsed && Buffer.from(formatCheckpoint(parsed));
    },
  },
  ...lines,
  {
    name: 'file of archived names',
    sample: () => written(names),
    again: (bytes: Buffer) => {
      const fs = memoryFs(new Map([[NAMES_FILE, bytes]]));
      const parsed = readNames({ fs, dir: 'log', key: namesKey }, 7);
      return parsed && written(parsed);
    },
  },
];

/** A line carries more than is imported again; what is imported must be what it says. */
function lineAgain(bytes: Buffer, format: LineFormat): Buffer | undefined {
  const text = bytes.toString('utf8');
  const parsed = orRefusal(() => parseEventLine(text, format, 1));
  if (parsed === undefined) return undefined;
  const { event, key, seq } = parsed;
  // What was parsed has no members that are undefined.
  const said = { ...stored, ...event, seq, ...(key !== undefined && { key }) } as StoredEvent;
  const again = JSON.parse(formatEventLine(said, format, LOG_ID)) as Record<string, unknown>;
  const raw = JSON.parse(text) as Record<string, unknown>;
  const carried = Object.entries(again).filter(([name]) => raw[name] !== undefined);
  // What an import passes over: the log numbers, dates and authenticates anew.
  const passedOver = ['tsUs', 'time', 'version', 'lhversion', 'mac', 'lhmac', 'source'];
  const others = ['datacontenttype', 'payload', 'payloadBase64', 'system'];
  const isSaid = carried.every(
    ([name, value]) => passedOver.includes(name) || others.includes(name) || raw[name] === value,
  );
  return isSaid ? bytes : Buffer.alloc(0);
}

/** Gives what is made of the input, or undefined when it is refused; a bug is thrown on. */
function orRefusal<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (error instanceof Error && (error.name === 'Error' || 'code' in error)) return undefined;
    throw error;
  }
}

/** JSON may have its members in another order, and space between them. */
function sameOr(bytes: Buffer, again: object): Buffer {
  const raw = JSON.parse(bytes.toString('utf8')) as object;
  return sorted(raw) === sorted(again) ? bytes : Buffer.alloc(0);
}

function sorted(value: object): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

/** Writes a file of archived names to nowhere, and gives its bytes. */
function written(archived: ArchivedNames): Buffer {
  let bytes = Buffer.alloc(0);
  const nothing = (): void => undefined;
  const fs: LogFs = {
    ...memoryFs(new Map([[ARCHIVE_DIR, bytes]])),
    mkdir: nothing,
    rename: nothing,
    fsyncDir: nothing,
    open: () =>
      Object.assign(fileOf(bytes), {
        pwrite: (from: Uint8Array) => {
          bytes = Buffer.from(from);
        },
        fsync: nothing,
      }),
  };
  writeNames({ fs, dir: 'log', key: namesKey }, archived);
  return bytes;
}

function fileOf(bytes: Buffer): LogFile {
  return memoryFs(new Map([['file', bytes]])).open('file', 'read');
}
