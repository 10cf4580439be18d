import { LighthouseError } from '@lighthouse/contract/errors';
import { PAYLOAD_BYTES_MAX } from './format/limits.ts';

/** What a writer keeps to. The format's own limits (format/limits.ts) come on top. */
export interface LogLimits {
  /** A segment that has reached this is closed; one flush may overshoot it. */
  readonly segmentBytes: number;
  readonly payloadBytesMax: number;
  /** Appends beyond these wait nowhere: they are rejected with LH_LOG_OVERLOADED. */
  readonly pendingBytesMax: number;
  readonly pendingAppendsMax: number;
  /** Memory for pages of indexes of closed segments. */
  readonly indexCacheBytes: number;
  /** Closed segments below this have no index on disk and are read again at each opening. */
  readonly indexedSegmentBytesMin: number;
  /** HEAD is made durable when nothing was written for so long. */
  readonly headIdleMs: number;
  /** And at least so often while there are writes. */
  readonly headBusyMs: number;
  /** A small flush at the end of the live segment's file writes so many zeros behind itself. */
  readonly writeAheadBytes: number;
  /**
   * A flush that a single caller waits for is made on the calling thread as long as such flushes
   * take no longer than this; 0: never.
   */
  readonly blockingFlushUsMax: number;
  /**
   * A batch that took so long to make, and twice as long as a flush takes, is written while the
   * next one is made; others wait for what is on its way.
   */
  readonly overlapUsMin: number;
}

export const DEFAULT_LIMITS: LogLimits = {
  segmentBytes: 33_554_432,
  payloadBytesMax: 1_048_576,
  pendingBytesMax: 67_108_864,
  pendingAppendsMax: 100_000,
  indexCacheBytes: 67_108_864,
  indexedSegmentBytesMin: 1_048_576,
  headIdleMs: 50,
  headBusyMs: 1000,
  writeAheadBytes: 262_144,
  blockingFlushUsMax: 1000,
  overlapUsMin: 1000,
};

const RANGES: Readonly<Record<keyof LogLimits, readonly [min: number, max: number]>> = {
  segmentBytes: [4096, 1_073_741_824],
  payloadBytesMax: [0, PAYLOAD_BYTES_MAX],
  pendingBytesMax: [65_536, 1_073_741_824],
  pendingAppendsMax: [1, 10_000_000],
  indexCacheBytes: [65_536, 4_294_967_296],
  indexedSegmentBytesMin: [0, 1_073_741_824],
  headIdleMs: [1, 60_000],
  headBusyMs: [1, 60_000],
  writeAheadBytes: [0, 16_777_216],
  blockingFlushUsMax: [0, 1_000_000],
  overlapUsMin: [0, 1_000_000],
};

/** Fills in defaults; throws LH_CONFIG for what is out of range. */
export function completeLimits(limits: Partial<LogLimits> = {}): LogLimits {
  const complete = { ...DEFAULT_LIMITS, ...limits };
  for (const [name, [min, max]] of Object.entries(RANGES)) {
    const value: unknown = Reflect.get(complete, name);
    if (Number.isInteger(value) && Number(value) >= min && Number(value) <= max) continue;
    throw new LighthouseError('LH_CONFIG', 'a limit of the log is out of range', {
      hint: `give a whole number from ${min} to ${max}`,
      facts: { limit: name, value: String(value) },
    });
  }
  return complete;
}
