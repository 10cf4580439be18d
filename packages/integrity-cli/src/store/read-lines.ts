import fs from 'node:fs';
import { LighthouseError } from '@lighthouse/contract/errors';
import { errnoOf } from './errno.ts';

const CHUNK_BYTES = 1_048_576;
/** A payload of 16 MiB in base64, with what comes around it, and room to spare. */
export const LINE_BYTES_MAX = 33_554_432;
const LINE_FEED = 0x0a;

/**
 * Reads a file line by line, without line feeds; undefined for a line that is not UTF-8. Holds one
 * line at a time. Throws LH_INPUT_MISSING, LH_IO, or LH_CONFIG when a line is too long for one.
 */
export function* readLines(file: string): Generator<string | undefined> {
  const fd = opened(file);
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let parts: Buffer[] = [];
  let length = 0;
  let line = 1;
  try {
    for (;;) {
      const filled = read(fd, chunk, file);
      if (filled === 0) break;
      let start = 0;
      for (let end = chunk.indexOf(LINE_FEED); end >= 0 && end < filled;) {
        yield textOf([...parts, chunk.subarray(start, end)]);
        [parts, length, start, line] = [[], 0, end + 1, line + 1];
        end = chunk.indexOf(LINE_FEED, start);
      }
      length += filled - start;
      if (length > LINE_BYTES_MAX) throw tooLong(file, line);
      if (start < filled) parts.push(Buffer.from(chunk.subarray(start, filled)));
    }
    if (length > 0) yield textOf(parts);
  } finally {
    fs.closeSync(fd);
  }
}

function textOf(parts: readonly Buffer[]): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    return undefined;
  }
}

function opened(file: string): number {
  try {
    return fs.openSync(file, 'r');
  } catch (cause) {
    const isMissing = ['ENOENT', 'ENOTDIR'].includes(errnoOf(cause) ?? '');
    throw unreadable(isMissing ? 'LH_INPUT_MISSING' : 'LH_IO', file, cause);
  }
}

function read(fd: number, chunk: Buffer, file: string): number {
  try {
    return fs.readSync(fd, chunk);
  } catch (cause) {
    throw unreadable('LH_IO', file, cause);
  }
}

function unreadable(
  code: 'LH_INPUT_MISSING' | 'LH_IO',
  file: string,
  cause: unknown,
): LighthouseError {
  const errno = errnoOf(cause);
  if (errno === undefined) throw cause;
  const hint = 'check the path and its permissions';
  const facts = { path: file, errno };
  return new LighthouseError(code, 'cannot read the file', { hint, facts, cause });
}

function tooLong(file: string, line: number): LighthouseError {
  return new LighthouseError('LH_CONFIG', `${file}:${line}: a line is too long for an event`, {
    hint: `name a file that lh-bridge store export wrote: no line has more than ${LINE_BYTES_MAX} bytes`,
  });
}
