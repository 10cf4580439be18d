import fs from 'node:fs';
import { LighthouseError } from '@lighthouse/contract/errors';
import { errnoOf } from '../store/errno.ts';

/**
 * Reads a file that somebody gave. Throws LH_INPUT_MISSING, LH_IO, or LH_CONFIG if too
 * large.
 */
export function readGivenFile(file: string, bytesMax: number): Buffer {
  try {
    const { size } = fs.statSync(file);
    if (size > bytesMax) throw tooLarge(file, bytesMax);
    return fs.readFileSync(file);
  } catch (cause) {
    const errno = errnoOf(cause);
    if (errno === undefined) throw cause;
    const code = errno === 'ENOENT' || errno === 'ENOTDIR' ? 'LH_INPUT_MISSING' : 'LH_IO';
    throw new LighthouseError(code, 'cannot read the file', {
      hint: 'check the path',
      facts: { path: file, errno },
      cause,
    });
  }
}

function tooLarge(file: string, bytesMax: number): LighthouseError {
  return new LighthouseError('LH_CONFIG', 'the file is too large', {
    hint: `at most ${bytesMax} bytes`,
    facts: { path: file },
  });
}
