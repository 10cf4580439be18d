import type { LogFs } from '../fs/log-fs.ts';
import { nodeFs } from '../fs/node-fs.ts';
import { withLogCode } from '../io-error.ts';
import { copyLog, makeTarget, type LogCopy } from './copy-log.ts';

export interface BackupOptions {
  /** Folder of the log; it may be open for writing. */
  readonly dir: string;
  /** An empty folder, or one that does not exist yet. */
  readonly to: string;
  readonly fs?: LogFs;
  /** Stops the copying; what was copied so far has no HEAD, and is refused by everybody. */
  readonly signal?: AbortSignal;
}

/**
 * Copies a log while it goes on being written, without a key and without its lock: the copy is a
 * log that ends where the original did at some time during the copying, at the earliest when it
 * began. Verify it before it counts. Rejects with LH_USAGE, LH_INPUT_MISSING, LH_DISK_FULL, LH_IO,
 * or the reason of the signal.
 */
export async function backupLog(options: BackupOptions): Promise<LogCopy> {
  const { fs = nodeFs, dir: from, to, signal } = options;
  const places = { fs, from, to, ...(signal && { signal }) };
  try {
    makeTarget(places);
    return await copyLog(places);
  } catch (error) {
    throw withLogCode(error, 'back the log up');
  }
}
