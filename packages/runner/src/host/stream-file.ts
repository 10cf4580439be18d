import { createWriteStream, openSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract';
import type { LineSink } from '../export/point-stream.ts';

/** Bytes that wait for a slow disk; what comes on top of them is not taken. */
const WAITING_BYTES_MAX = 8 << 20;

/** Opens a file for lines, in place of what it held. Throws LH_IO when it cannot be written. */
export function openStreamFile(file: string): LineSink {
  const stream = createWriteStream(file, { fd: openFile(file) });
  let failure: string | undefined;
  stream.on('error', (error) => (failure ??= error.message));
  return {
    write: (lines) => {
      if (failure !== undefined || stream.writableLength > WAITING_BYTES_MAX) return false;
      stream.write(lines);
      return true;
    },
    end: () =>
      new Promise((resolve) => {
        stream.once('close', () => resolve(failure));
        if (stream.closed) resolve(failure);
        else stream.end();
      }),
  };
}

function openFile(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (cause) {
    throw new LighthouseError('LH_IO', 'cannot write the stream', {
      facts: { path: file },
      hint: 'check the folder that --stream names',
      cause,
    });
  }
}
