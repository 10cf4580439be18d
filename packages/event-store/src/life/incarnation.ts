/**
 * How often a log was restored. The records in the log are the truth; a small file beside it spares
 * looking for them at each opening, and says that a restore is not ended yet.
 */
import { LighthouseError } from '@lighthouse/contract/errors';
import { isFsError, type LogFs } from '../fs/log-fs.ts';
import type { EventLog } from '../types.ts';

const RESTORING = 'RESTORING';
const RESTORED = 'RESTORED';
const FILE_BYTES_MAX = 64;

/** Files that may stand beside the segments of a log. */
export const RESTORE_FILES: readonly string[] = [RESTORING, RESTORED];

export function beginRestore(fs: LogFs, dir: string): void {
  fs.open(`${dir}/${RESTORING}`, 'create').close();
  fs.fsyncDir(dir);
}

/** The record is durable: the log may be opened. */
export function endRestore(fs: LogFs, dir: string, incarnation: number): void {
  const file = fs.open(`${dir}/${RESTORING}`, 'write');
  try {
    file.pwrite(new TextEncoder().encode(String(incarnation)), 0);
    file.fsync();
  } finally {
    file.close();
  }
  fs.rename(`${dir}/${RESTORING}`, `${dir}/${RESTORED}`);
  fs.fsyncDir(dir);
}

/** Throws LH_LOG_DAMAGED when a restore into this folder was not ended. */
export function refuseUndeclared(fs: LogFs, dir: string): void {
  if (!fs.list(dir).includes(RESTORING)) return;
  throw new LighthouseError('LH_LOG_DAMAGED', 'a restore into this folder was broken off', {
    hint: 'remove the folder and restore the backup again',
    facts: { dir },
  });
}

/** How often the log was restored, as the file beside it says; 0 when there is none. */
export function readIncarnation(fs: LogFs, dir: string): number {
  try {
    const file = fs.open(`${dir}/${RESTORED}`, 'read');
    try {
      const bytes = new Uint8Array(FILE_BYTES_MAX);
      const text = new TextDecoder().decode(bytes.subarray(0, file.pread(bytes, 0)));
      return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : 0;
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return 0;
    throw error;
  }
}

/** How often the log was restored, as its records say. */
export async function incarnationBefore(log: EventLog): Promise<number> {
  for await (const event of log.read({ type: '$store_restored', backwards: true, limit: 1 })) {
    const { incarnation } = JSON.parse(Buffer.from(event.payload).toString()) as {
      incarnation: number;
    };
    return incarnation;
  }
  return 0;
}
