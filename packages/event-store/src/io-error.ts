import { LighthouseError } from '@lighthouse/contract/errors';
import { isDiskFull, isFsError } from './fs/log-fs.ts';

/**
 * Gives a failed system call its Lighthouse code; anything else comes back as it is. `doing` says
 * what was being done.
 */
export function withLogCode(error: unknown, doing: string): unknown {
  if (!isFsError(error)) return error;
  if (isDiskFull(error)) {
    return new LighthouseError('LH_DISK_FULL', `no room left: cannot ${doing}`, {
      hint: 'make room on the disk, then try again',
      facts: { errno: error.code },
      cause: error,
    });
  }
  return new LighthouseError('LH_IO', `cannot ${doing}`, {
    hint: 'check the disk and the permissions of the log folder',
    facts: { errno: error.code },
    cause: error,
  });
}
