import { LighthouseError } from '@lighthouse/contract/errors';
import { decodeFromCompressedBase64, type Histogram } from 'hdr-histogram-js';

/** Base64 of one histogram: a million different latencies take 13,000. */
const ENCODED_LENGTH_MAX = 1 << 20;

/** Decodes the histogram of a distribution. Throws LH_NOT_A_RUN for what is none. */
export function decodeHistogram(hdr: string): Histogram {
  if (hdr.length > ENCODED_LENGTH_MAX) throw notAHistogram('it is too long');
  try {
    return decodeFromCompressedBase64(hdr, 64, false);
  } catch (error) {
    throw notAHistogram(error instanceof Error ? error.message : String(error));
  }
}

function notAHistogram(problem: string): LighthouseError {
  return new LighthouseError('LH_NOT_A_RUN', 'the result holds a histogram that cannot be read', {
    facts: { problem },
    hint: 'run the scenario again, or report this file',
  });
}
