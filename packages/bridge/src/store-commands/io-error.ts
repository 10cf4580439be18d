import { LighthouseError } from '@lighthouse/contract';
import { errnoOf } from '../host/errno.ts';

const FULL: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Gives a failed system call on `path` its code; anything else comes back as it is. */
export function withIoCode(cause: unknown, doing: string, path: string): unknown {
  const errno = errnoOf(cause);
  if (!/^E[A-Z0-9]+$/.test(errno)) return cause;
  const code = FULL.includes(errno) ? 'LH_DISK_FULL' : 'LH_IO';
  return new LighthouseError(code, `cannot ${doing}`, {
    hint: 'check the path, the permissions and the room on the disk; nothing was changed',
    facts: { path, errno },
    cause,
  });
}
