import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract';
import { errnoOf } from './errno.ts';

const FILE_BYTES_MAX = 1 << 20;
const OTHERS = 0o077;

/** Reads a small text file that the user named. Throws LH_INPUT_MISSING, LH_CONFIG or LH_IO. */
export function readInput(path: string, what: string): string {
  return withOpenFile({ path, what }, (fd) => readFileSync(fd, 'utf8'));
}

/** Reads a small text file that nobody but its owner may read. Throws LH_KEY_MODE, too. */
export function readSecretInput(path: string, what: string): string {
  return withOpenFile({ path, what }, (fd) => {
    const { mode } = fstatSync(fd);
    if ((mode & OTHERS) !== 0)
      throw new LighthouseError('LH_KEY_MODE', `others can use the ${what}`, {
        hint: `run: chmod 600 ${path}`,
        facts: { path, mode: (mode & 0o777).toString(8).padStart(4, '0') },
      });
    return readFileSync(fd, 'utf8');
  });
}

function withOpenFile(
  { path, what }: { readonly path: string; readonly what: string },
  read: (fd: number) => string,
): string {
  const fd = open(path, what);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile() || stat.size > FILE_BYTES_MAX)
      throw new LighthouseError('LH_CONFIG', `the ${what} is not a small regular file`, {
        facts: { path },
      });
    return read(fd);
  } finally {
    closeSync(fd);
  }
}

function open(path: string, what: string): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    const code = errnoOf(cause) === 'ENOENT' ? 'LH_INPUT_MISSING' : 'LH_IO';
    throw new LighthouseError(code, `cannot read the ${what}`, { facts: { path }, cause });
  }
}
