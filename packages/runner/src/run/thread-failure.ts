import { hasErrorCode, LighthouseError } from '@lighthouse/contract/errors';
import type { ThreadFailure } from './thread-messages.ts';

/** Packs an error for the way between threads. What is no failure of the world is our bug. */
export function failureOf(error: unknown): ThreadFailure {
  const stack = error instanceof Error ? error.stack : undefined;
  if (hasErrorCode(error)) {
    const { code, message, hint, facts } = error;
    return { code, message, hint, facts, stack };
  }
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'LH_BUG', message, hint: undefined, facts: {}, stack };
}

/** Unpacks it. */
export function errorOf({ code, message, hint, facts, stack }: ThreadFailure): LighthouseError {
  const cause = new Error(message);
  if (stack !== undefined) cause.stack = stack;
  return new LighthouseError(code, message, {
    ...(hint === undefined ? {} : { hint }),
    facts,
    cause,
  });
}
