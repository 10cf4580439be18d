import { createHash } from 'node:crypto';
import { LighthouseError } from '@lighthouse/contract/errors';
import { isFsError, type LogFs } from '../fs/log-fs.ts';
import { nodeFs } from '../fs/node-fs.ts';
import { withLogCode } from '../io-error.ts';
import { formatCheckpoint, originOf, parseCheckpoint, type Checkpoint } from './checkpoint.ts';

/** What a witness signed last for each log. */
export interface WitnessMemory {
  read(origin: string): Checkpoint | undefined;
  /** Returns only when it is on stable storage. */
  write(checkpoint: Checkpoint): void;
}

const FILE_BYTES_MAX = 4096;
const SUFFIX = '.checkpoint';

/**
 * Remembers in a folder of its own, a file for each log: the text of the checkpoint. Of one process
 * alone. Throws LH_IO or LH_DISK_FULL.
 */
export function createWitnessMemory(dir: string, fs: LogFs = nodeFs): WitnessMemory {
  const pathOf = (origin: string): string => `${dir}/${fileOf(origin)}`;
  return {
    read: (origin) => {
      try {
        return parseRemembered(readSmall(fs, pathOf(origin)), origin);
      } catch (error) {
        if (isFsError(error, 'ENOENT')) return undefined;
        throw withLogCode(error, 'read what was signed last');
      }
    },
    write: (checkpoint) => {
      try {
        replaceFile(fs, { dir, path: pathOf(originOf(checkpoint)) }, formatCheckpoint(checkpoint));
      } catch (error) {
        throw withLogCode(error, 'remember what is to be signed');
      }
    },
  };
}

/**
 * Reads what a witness remembers of one log, a checkpoint for each of its incarnations; undefined
 * when the folder is not that of a witness. Throws LH_IO, also for what can't be understood: that
 * may have been of this log.
 */
export function readWitnessed(
  dir: string,
  logId: string,
  fs: LogFs = nodeFs,
): Checkpoint[] | undefined {
  const names = reading(() => fs.list(dir).filter((name) => name.endsWith(SUFFIX)));
  const all = names.map((name) => {
    const text = reading(() => readSmall(fs, `${dir}/${name}`));
    const checkpoint = parseCheckpoint(text);
    if ('reason' in checkpoint || fileOf(originOf(checkpoint)) !== name)
      throw notUnderstood({ path: `${dir}/${name}` });
    return checkpoint;
  });
  return names.length === 0 ? undefined : all.filter((one) => one.logId === logId);
}

function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw withLogCode(error, 'read what was signed last');
  }
}

function fileOf(origin: string): string {
  return `${createHash('sha256').update(origin).digest('hex')}${SUFFIX}`;
}

/** What can't be read must not pass for nothing: a witness that forgot would sign a fork. */
function parseRemembered(text: string, origin: string): Checkpoint {
  const checkpoint = parseCheckpoint(text);
  if (!('reason' in checkpoint) && originOf(checkpoint) === origin) return checkpoint;
  throw notUnderstood({ origin });
}

function notUnderstood(facts: Readonly<Record<string, string>>): LighthouseError {
  return new LighthouseError('LH_IO', 'what was signed last can not be understood', {
    hint: 'restore the file from a copy',
    facts,
  });
}

function readSmall(fs: LogFs, path: string): string {
  const file = fs.open(path, 'read');
  try {
    const bytes = Buffer.alloc(FILE_BYTES_MAX);
    return bytes.toString('utf8', 0, file.pread(bytes, 0));
  } finally {
    file.close();
  }
}

function replaceFile(fs: LogFs, { dir, path }: { dir: string; path: string }, text: string): void {
  const draft = `${path}.new`;
  removeDraft(fs, draft);
  const file = fs.open(draft, 'create');
  try {
    file.pwrite(Buffer.from(text), 0);
    file.fsync();
  } finally {
    file.close();
  }
  // Crash here: the old file still stands, and nobody reads the draft.
  fs.rename(draft, path);
  fs.fsyncDir(dir);
}

/** An earlier life may have left it. */
function removeDraft(fs: LogFs, draft: string): void {
  try {
    fs.unlink(draft);
  } catch (error) {
    if (!isFsError(error, 'ENOENT')) throw error;
  }
}
