import { statSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract/errors';
import { isSystemError } from '../host/system-error.ts';

/** Gives what the world says about a folder as a coded error; anything else as it came. */
export function fileFailure(error: unknown, folder: string): unknown {
  const details = (hint: string) => ({ facts: { path: folder }, hint, cause: error });
  // A folder that is there and takes no new entry says the same: /proc does.
  if (isSystemError(error, 'ENOENT', 'ENOTDIR') && !isFolder(folder))
    return new LighthouseError(
      'LH_INPUT_MISSING',
      'there is no such folder',
      details('name a folder that is there, on the file system to measure'),
    );
  if (isSystemError(error, 'ENOSPC', 'EDQUOT'))
    return new LighthouseError(
      'LH_DISK_FULL',
      'the file system is full, or the quota is used up',
      details('free some space, or take fewer workers and smaller files'),
    );
  if (isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOENT'))
    return new LighthouseError(
      'LH_IO',
      'the folder may not be written',
      details('name a folder that this user may write to'),
    );
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new LighthouseError(
    'LH_IO',
    `a call failed: ${error.message}`,
    details('look at what the system says of this mount'),
  );
}

function isFolder(folder: string): boolean {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true;
}
