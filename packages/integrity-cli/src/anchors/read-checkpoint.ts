import { LighthouseError } from '@lighthouse/contract';
import { readTextFile } from './read-text-file.ts';
import { openNote, type NoteKey } from './signed-note.ts';

/** What somebody signed: the first `size` events of this log have this root. */
export interface GivenCheckpoint {
  /** 32 hex digits. */
  readonly logId: string;
  readonly size: number;
  /** 64 hex digits. */
  readonly root: string;
}

const FILE_BYTES_MAX = 65_536;
const ORIGIN = /^lighthouse\/(?<logId>[0-9a-f]{32})(\/[1-9]\d{0,9})?$/;
const SIZE = /^(0|[1-9]\d{0,15})$/;
const ROOT = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;

/**
 * Reads a checkpoint: a signed note of origin, size and root, a line each (docs/format.md, section
 * 11). Throws LH_INPUT_MISSING, LH_IO, or LH_CONFIG when it is malformed or none of the keys signed
 * it.
 */
export function readCheckpoint(file: string, keys: readonly NoteKey[]): GivenCheckpoint {
  const opened = openNote(readTextFile(file, FILE_BYTES_MAX), keys);
  if ('reason' in opened) throw notACheckpoint(file, opened.reason);
  const [origin = '', size = '', root = ''] = opened.text.split('\n');
  const logId = ORIGIN.exec(origin)?.groups?.['logId'];
  if (logId === undefined) throw notACheckpoint(file, 'its origin is not a Lighthouse log');
  if (!SIZE.test(size) || !Number.isSafeInteger(Number(size)) || !ROOT.test(root))
    throw notACheckpoint(file, 'its size or its root is malformed');
  return { logId, size: Number(size), root: Buffer.from(root, 'base64').toString('hex') };
}

function notACheckpoint(file: string, reason: string): LighthouseError {
  return new LighthouseError('LH_CONFIG', `cannot rely on the checkpoint: ${reason}`, {
    hint: 'name a checkpoint of this log with --against, and the key of who signed it with --against-key',
    facts: { path: file },
  });
}
