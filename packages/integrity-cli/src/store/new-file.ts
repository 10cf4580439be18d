import fs from 'node:fs';
import { LighthouseError } from '@lighthouse/contract/errors';
import { checkReportPath } from './report-file.ts';
import { errnoOf } from './errno.ts';

/**
 * Writes a file that must not exist yet, outside the log. Throws LH_USAGE, LH_DISK_FULL or LH_IO.
 */
export function writeNewFile(file: string, content: string | Buffer, logDir: string): void {
  checkReportPath(file, logDir, '/');
  try {
    fs.writeFileSync(file, content, { flag: 'wx' });
  } catch (cause) {
    const errno = errnoOf(cause) ?? 'unknown';
    if (errno === 'EEXIST')
      throw new LighthouseError('LH_USAGE', 'there is a file already', {
        hint: 'name a new file: a proof is never written over another',
        facts: { path: file },
      });
    throw new LighthouseError(
      errno === 'ENOSPC' ? 'LH_DISK_FULL' : 'LH_IO',
      'cannot write the file',
      {
        hint: 'check the path and the room on the disk',
        facts: { path: file, errno },
        cause,
      },
    );
  }
}
