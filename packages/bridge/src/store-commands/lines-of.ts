import { createReadStream } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract';
import { errnoOf } from '../host/errno.ts';
import { withIoCode } from './io-error.ts';

/** Read at once. */
const CHUNK_BYTES = 1_048_576;
/** A line of an event is shorter; what is longer is given in parts, which are no events. */
const LINE_CHARS_MAX = 32_000_000;

/**
 * Reads a text file line by line, without line feeds. Rejects with LH_INPUT_MISSING, LH_IO, or
 * LH_EVENT_INVALID when it is not UTF-8: a payload is never changed to what can be read.
 */
export async function* linesOf(file: string, signal: AbortSignal): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  try {
    for await (const chunk of createReadStream(file, { highWaterMark: CHUNK_BYTES })) {
      signal.throwIfAborted();
      const lines = (rest + decoder.decode(chunk as Buffer, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
      if (rest.length <= LINE_CHARS_MAX) continue;
      yield rest;
      rest = '';
    }
    rest += decoder.decode();
  } catch (error) {
    throw withCode(error, file);
  }
  if (rest !== '') yield rest;
}

function withCode(error: unknown, path: string): unknown {
  if (errnoOf(error) === 'ERR_ENCODING_INVALID_ENCODED_DATA')
    return new LighthouseError('LH_EVENT_INVALID', 'the file is not UTF-8', {
      hint: 'import a file as lh-bridge store export wrote it',
      facts: { path },
    });
  if (errnoOf(error) === 'ENOENT')
    return new LighthouseError('LH_INPUT_MISSING', 'there is no such file', {
      hint: 'name a file that store export wrote',
      facts: { path },
    });
  return withIoCode(error, 'read the file', path);
}
