import * as z from 'zod';
import { parseDurationMs, parseRatePerSecond } from './units.ts';

const NOT_A_DURATION = 'not a duration: write 500ms, 30s, 1m30s or 2h';
const NOT_A_RATE = 'not a rate above zero: write 5/s, 0.5/s or 30/m';

/**
 * A duration in a file or on a command line: `500ms`, `30s`, `1m30s`, `2h`. A number without a unit
 * is none.
 */
export const durationText = z
  .string({ error: NOT_A_DURATION })
  .refine((text) => parseDurationMs(text) !== undefined, { error: NOT_A_DURATION });

/** A rate in a file or on a command line: `5/s`, `0.5/s`, `30/m`. */
export const rateText = z
  .string({ error: NOT_A_RATE })
  .refine((text) => (parseRatePerSecond(text) ?? 0) > 0, { error: NOT_A_RATE });
