import { EXIT, type ExitCode } from './exit-codes.ts';

/**
 * Every failure a tool or a library can report, with the exit code it leads to and one sentence on
 * what it means.
 * `docs/errors.md` lists the same codes; a test holds the two together.
 */
export const ERROR_CODES = {
  LH_USAGE: { exit: EXIT.usage, means: 'the command line is not understood' },
  LH_CONFIG: { exit: EXIT.usage, means: 'a scenario or configuration file is not valid' },
  LH_EVENT_INVALID: { exit: EXIT.usage, means: 'an event is malformed or over a limit' },
  LH_INPUT_MISSING: {
    exit: EXIT.inputMissing,
    means: 'a file or folder named as input is not there',
  },
  LH_NOT_A_LOG: { exit: EXIT.inputMissing, means: 'the folder or file is not a Lighthouse log' },
  LH_NOT_A_RUN: { exit: EXIT.inputMissing, means: 'the folder or file is not the result of a run' },
  LH_RUN_CONFLICT: {
    exit: EXIT.usage,
    means: 'the database holds another result of a run with this id',
  },
  LH_NOT_MERGEABLE: {
    exit: EXIT.usage,
    means: 'the results named are not the shards of one run',
  },
  LH_STORE_VERSION: {
    exit: EXIT.usage,
    means: 'the database of results has a schema that is not the one known here',
  },
  LH_UNREACHABLE: { exit: EXIT.unreachable, means: 'the target does not answer' },
  LH_PORT_BUSY: { exit: EXIT.unreachable, means: 'the port to listen on is taken' },
  LH_BUG: { exit: EXIT.bug, means: 'Lighthouse itself is wrong' },
  LH_IO: { exit: EXIT.io, means: 'reading or writing failed' },
  LH_DISK_FULL: { exit: EXIT.io, means: 'the disk is full' },
  LH_LOG_LOCKED: { exit: EXIT.io, means: 'another process has the log open for writing' },
  LH_LOG_DAMAGED: {
    exit: EXIT.bad,
    means: 'the log is damaged below what was durable; it is opened for reading only',
  },
  LH_LOG_READ_ONLY: {
    exit: EXIT.io,
    means: 'the log no longer accepts appends and must be reopened',
  },
  LH_LOG_CLOSED: { exit: EXIT.bug, means: 'the log was closed' },
  LH_LOG_OVERLOADED: { exit: EXIT.io, means: 'too many appends are waiting' },
  LH_OUTCOME_UNKNOWN: {
    exit: EXIT.io,
    means: 'a write failed; whether the append survives is not known',
  },
  LH_WRONG_VERSION: {
    exit: EXIT.usage,
    means: 'a stream is not at the version the append expected',
  },
  LH_IDEMPOTENCY_CONFLICT: {
    exit: EXIT.usage,
    means: 'the idempotency key was used before with other content',
  },
  LH_DUPLICATE_ID: { exit: EXIT.usage, means: 'an event with this id is in the log already' },
  LH_KEY_MISSING: {
    exit: EXIT.keyMissing,
    means: 'there is no key, or not the one that is needed',
  },
  LH_KEY_INVALID: { exit: EXIT.keyMissing, means: 'the key file is malformed' },
  LH_KEY_MODE: { exit: EXIT.keyMissing, means: 'others can read the key file' },
  LH_KEY_WRONG: { exit: EXIT.keyMissing, means: 'the key is not the one the log was written with' },
  LH_INTERRUPTED: { exit: EXIT.interrupted, means: 'stopped by a signal' },
} as const satisfies Record<string, { exit: ExitCode; means: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ErrorDetails {
  /** An instruction: what to do about it. */
  readonly hint?: string;
  /** Values that matter, printed one a line. Never key material, never a payload. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  readonly cause?: unknown;
}

/** The world is not as needed. Matched by `code`, never by class: each tool is bundled alone. */
export class LighthouseError extends Error {
  override readonly name = 'LighthouseError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly facts: Readonly<Record<string, string | number | boolean>>;

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
    this.facts = details.facts ?? {};
  }
}

/**
 * Tells whether something thrown carries this code (or any Lighthouse code, when none is named).
 */
export function hasErrorCode(error: unknown, code?: ErrorCode): error is LighthouseError {
  if (typeof error !== 'object' || error === null || !('code' in error)) return false;
  return (
    typeof error.code === 'string' &&
    (code === undefined ? error.code in ERROR_CODES : error.code === code)
  );
}

/** Gives the exit code for something thrown; what is not a Lighthouse failure is our bug. */
export function exitCodeForError(error: unknown): ExitCode {
  return hasErrorCode(error) ? ERROR_CODES[error.code].exit : EXIT.bug;
}

/** Asserts what we believe about our own code. Never for input. */
export function assert(condition: unknown, belief: string): asserts condition {
  if (!condition) throw new LighthouseError('LH_BUG', `broken assumption: ${belief}`);
}
