/**
 * What must still be known of events whose segments were archived: versions of streams, ids in use,
 * and appends with an idempotency key. One file, `archive/<last seq>.json`, takes in all that was
 * archived so far; its last line is an HMAC under a key derived from the log's.
 */
import { createHmac } from 'node:crypto';
import { isFsError, type LogFs } from '../fs/log-fs.ts';
import { segmentName } from '../format/segment-name.ts';

export const ARCHIVE_DIR = 'archive';
/** No text that was written can be longer: it was one string. */
const NAMES_BYTES_MAX = 2 ** 29;
/** What the key of its HMAC is derived for. */
export const ARCHIVE_KEY_INFO = 'lighthouse/archived-names/v1';

/** An append that may come again under its key. */
export interface ArchivedAppend {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Base64, of the last frame. */
  readonly mac: string;
  /** SHA-256 of what was appended, hex: see append-digest.ts. */
  readonly digest: string;
}

export interface ArchivedNames {
  /** Events 1 to this are archived. */
  lastSeq: number;
  /** MAC ‖ CRC of that event, hex. */
  trailer: string;
  /** Roots of the full subtrees of the Merkle tree over them, largest first; hex. */
  subtrees: readonly string[];
  readonly versions: Map<string, number>;
  readonly ids: Set<string>;
  /** By agent and key, as keyName writes them. */
  readonly appends: Map<string, ArchivedAppend>;
}

export interface NamesPlace {
  readonly fs: LogFs;
  readonly dir: string;
  readonly key: Uint8Array;
}

export function noNames(): ArchivedNames {
  return {
    lastSeq: 0,
    trailer: '',
    subtrees: [],
    versions: new Map(),
    ids: new Set(),
    appends: new Map(),
  };
}

/** Durable when it returns. */
export function writeNames({ fs, dir, key }: NamesPlace, names: ArchivedNames): void {
  const folder = `${dir}/${ARCHIVE_DIR}`;
  fs.mkdir(folder);
  fs.fsyncDir(dir);
  const name = nameOf(names.lastSeq);
  const text = JSON.stringify({
    format: 'lighthouse-archived-names/1',
    lastSeq: names.lastSeq,
    trailer: names.trailer,
    subtrees: names.subtrees,
    versions: [...names.versions],
    ids: [...names.ids],
    appends: [...names.appends],
  });
  const draft = `${folder}/${name}.new`;
  if (fs.list(folder).includes(`${name}.new`)) fs.unlink(draft);
  const file = fs.open(draft, 'create');
  try {
    file.pwrite(Buffer.from(`${text}\n${hmacOf(key, text)}\n`), 0);
    file.fsync();
  } finally {
    file.close();
  }
  fs.rename(draft, `${folder}/${name}`);
  fs.fsyncDir(folder);
}

/**
 * Finds what is known of all events before a segment, under one of these keys: of that segment's
 * predecessor, or of a later one when segments were about to be removed.
 */
export function findNames(
  place: Pick<NamesPlace, 'fs' | 'dir'>,
  before: { readonly seq: number; readonly trailer: string },
  keys: readonly Uint8Array[],
): ArchivedNames | undefined {
  const lastSeq = listLastSeqs(place).find((last) => last >= before.seq);
  if (lastSeq === undefined) return undefined;
  for (const key of keys) {
    const names = readNames({ ...place, key }, lastSeq);
    if (names === undefined) continue;
    return lastSeq > before.seq || names.trailer === before.trailer ? names : undefined;
  }
  return undefined;
}

/** In order. */
function listLastSeqs({ fs, dir }: Pick<NamesPlace, 'fs' | 'dir'>): number[] {
  if (!fs.list(dir).includes(ARCHIVE_DIR)) return [];
  const names = fs.list(`${dir}/${ARCHIVE_DIR}`);
  return names.flatMap((name) => (/^\d{20}\.json$/.test(name) ? Number(name.slice(0, 20)) : []));
}

/** Reads what is known of events 1 to `lastSeq`; undefined when it is not there, or was changed. */
export function readNames(place: NamesPlace, lastSeq: number): ArchivedNames | undefined {
  const text = readText(place.fs, `${place.dir}/${ARCHIVE_DIR}/${nameOf(lastSeq)}`);
  const [body = ''] = text?.split('\n') ?? [];
  if (text !== `${body}\n${hmacOf(place.key, body)}\n`) return undefined;
  // Authentic: it is as we wrote it.
  const { versions, ids, appends, trailer, subtrees } = JSON.parse(body) as {
    readonly versions: [string, number][];
    readonly ids: string[];
    readonly appends: [string, ArchivedAppend][];
    readonly trailer: string;
    readonly subtrees: string[];
  };
  return {
    lastSeq,
    trailer,
    subtrees,
    versions: new Map(versions),
    ids: new Set(ids),
    appends: new Map(appends),
  };
}

function nameOf(lastSeq: number): string {
  return `${segmentName(lastSeq).slice(0, -'.lhseg'.length)}.json`;
}

function hmacOf(key: Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('hex');
}

function readText(fs: LogFs, path: string): string | undefined {
  try {
    const file = fs.open(path, 'read');
    try {
      const size = file.size();
      if (size > NAMES_BYTES_MAX) return undefined;
      const bytes = Buffer.alloc(size);
      file.pread(bytes, 0);
      return bytes.toString('utf8');
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return undefined;
    throw error;
  }
}
