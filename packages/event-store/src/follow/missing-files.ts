import { isFsError, type LogFile, type LogFs } from '../fs/log-fs.ts';
import { withFile } from '../verify/log-folder.ts';

/** Opens a file for reading, if it is there. */
export function withFileOr<T>(fs: LogFs, path: string, read: (file: LogFile) => T): T | undefined {
  try {
    return withFile(fs, path, read);
  } catch (error) {
    if (!isFsError(error, 'ENOENT')) throw error;
    return undefined;
  }
}

/** Tells whether a failure says that there is no such file, or no log in the folder. */
export function isGone(error: unknown): boolean {
  const isCoded = typeof error === 'object' && error !== null && 'code' in error;
  const code = isCoded ? error.code : undefined;
  return ['ENOENT', 'ENOTDIR', 'LH_INPUT_MISSING', 'LH_NOT_A_LOG'].includes(String(code));
}
