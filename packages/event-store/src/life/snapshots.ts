/**
 * Snapshots: what a fold of the log came to, bound to the event it ends with.
 *
 *     <JSON: format, name, seq, mac of that event, bytes of state> LF <state> <HMAC-SHA256, 32>
 *
 * The HMAC is under a key derived from the log's, over all before it. A snapshot counts only while
 * the log holds that very event; it is derived, and can be deleted at any time.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { LighthouseError } from '@lighthouse/contract/errors';
import { isName } from '../format/meta.ts';
import { isFsError, type LogFs } from '../fs/log-fs.ts';

export interface Snapshot {
  /** Last event that the state takes in. */
  readonly seq: number;
  readonly state: Uint8Array;
}

export interface SnapshotPlace {
  readonly fs: LogFs;
  readonly dir: string;
  readonly key: Uint8Array;
}

interface BoundSnapshot extends Snapshot {
  /** Base64, of the event `seq`; empty for 0. */
  readonly mac: string;
}

export const SNAPSHOT_DIR = 'snapshots';
const SUFFIX = '.lhsnap';
const FORMAT = 'lighthouse-snapshot/1';
const HMAC_BYTES = 32;
const HEADER_BYTES_MAX = 1024;
const STATE_BYTES_MAX = 1_073_741_824;

/** Puts a snapshot in the place of the one before of that name; whole or not at all. */
export function writeSnapshot(place: SnapshotPlace, name: string, snapshot: BoundSnapshot): void {
  const { fs } = place;
  const folder = `${place.dir}/${SNAPSHOT_DIR}`;
  const path = pathOf(place, name);
  const { seq, mac, state } = snapshot;
  if (state.length > STATE_BYTES_MAX) throw refused(`state has more than ${STATE_BYTES_MAX} bytes`);
  const header = { format: FORMAT, name, seq, mac, bytes: state.length };
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), state]);
  fs.mkdir(folder);
  fs.fsyncDir(place.dir);
  const draft = `${path}.new`;
  if (fs.list(folder).includes(`${name}${SUFFIX}.new`)) fs.unlink(draft);
  const file = fs.open(draft, 'create');
  try {
    file.pwrite(body, 0);
    file.pwrite(hmacOf(place.key, body), body.length);
    file.fsync();
  } finally {
    file.close();
  }
  // Crash here: the snapshot before stands.
  fs.rename(draft, path);
  fs.fsyncDir(folder);
}

/** Reads a snapshot; undefined when there is none, or it is not as it was written. */
export function readSnapshot(place: SnapshotPlace, name: string): BoundSnapshot | undefined {
  const bytes = readAll(place.fs, pathOf(place, name));
  const lineEnd = bytes?.subarray(0, HEADER_BYTES_MAX).indexOf('\n') ?? -1;
  if (bytes === undefined || lineEnd === -1) return undefined;
  const body = bytes.subarray(0, Math.max(0, bytes.length - HMAC_BYTES));
  const given = bytes.subarray(body.length);
  if (given.length !== HMAC_BYTES || !timingSafeEqual(given, hmacOf(place.key, body))) {
    return undefined;
  }
  // Authentic: it is as we wrote it.
  const header = JSON.parse(body.toString('utf8', 0, lineEnd)) as { seq: number; mac: string };
  const state = new Uint8Array(body.subarray(lineEnd + 1));
  return { seq: header.seq, mac: header.mac, state };
}

function pathOf(place: SnapshotPlace, name: string): string {
  if (!isName(name)) throw refused('its name is not a name');
  return `${place.dir}/${SNAPSHOT_DIR}/${name}${SUFFIX}`;
}

function hmacOf(key: Uint8Array, body: Uint8Array): Buffer {
  return createHmac('sha256', key).update(body).digest();
}

function readAll(fs: LogFs, path: string): Buffer | undefined {
  try {
    const file = fs.open(path, 'read');
    try {
      const bytes = Buffer.alloc(file.size());
      return bytes.subarray(0, file.pread(bytes, 0));
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function refused(reason: string): LighthouseError {
  return new LighthouseError('LH_USAGE', `cannot keep the snapshot: ${reason}`, {
    hint: 'change the snapshot; nothing was written',
  });
}
