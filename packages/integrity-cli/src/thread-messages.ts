import { hasErrorCode, LighthouseError, type ErrorCode } from '@lighthouse/contract/errors';
import type { Examination } from './examine.ts';
import type { Advance } from './render/progress-view.ts';

/** A failure as it crosses threads: an error loses all but its message there. */
export interface ThreadFailure {
  /** Undefined for a bug. */
  readonly code: ErrorCode | undefined;
  readonly message: string;
  readonly hint: string | undefined;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly stack: string;
}

/** What the examining thread tells the one that started it. */
export type ThreadMessage =
  | { readonly kind: 'advance'; readonly advance: Advance }
  | { readonly kind: 'done'; readonly examination: Examination }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };

export function toThreadFailure(error: unknown): ThreadFailure {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  if (!hasErrorCode(error))
    return { code: undefined, message: String(error), hint: undefined, facts: {}, stack };
  const { code, message, hint, facts } = error;
  return { code, message, hint, facts, stack };
}

export function fromThreadFailure(failure: ThreadFailure): Error {
  const { code, message, hint, facts, stack } = failure;
  if (code === undefined) return Object.assign(new Error(message), { stack });
  return new LighthouseError(code, message, hint === undefined ? { facts } : { hint, facts });
}
