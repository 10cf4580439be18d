import fs from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { errnoOf } from './errno.ts';

/**
 * Refuses, before any work is done, a report that has no folder or would be written into the log's.
 */
export function checkReportPath(file: string | undefined, logDir: string, cwd: string): void {
  if (file === undefined) return;
  const folder = path.dirname(path.resolve(cwd, file));
  if (!fs.existsSync(folder))
    throw new LighthouseError('LH_INPUT_MISSING', 'there is no folder to write the report to', {
      hint: 'make it first',
      facts: { path: folder },
    });
  const inLog = path.relative(fs.realpathSync(logDir), fs.realpathSync(folder));
  if (inLog === '' || (!inLog.startsWith('..') && !path.isAbsolute(inLog)))
    throw new LighthouseError('LH_USAGE', 'the report would be written into the log', {
      hint: 'name another folder: a verifier changes nothing',
      facts: { path: file },
    });
}

/** Writes a report, over what was there. Throws LH_DISK_FULL or LH_IO. */
export function writeReport(file: string, cwd: string, text: string): void {
  try {
    fs.writeFileSync(path.resolve(cwd, file), text);
  } catch (cause) {
    const errno = errnoOf(cause) ?? 'unknown';
    throw new LighthouseError(
      errno === 'ENOSPC' || errno === 'EDQUOT' ? 'LH_DISK_FULL' : 'LH_IO',
      'cannot write the report',
      { hint: 'check the path and the room on the disk', facts: { path: file, errno }, cause },
    );
  }
}
