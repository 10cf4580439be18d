import type { ProblemCode } from '@lighthouse/contract/api';

/**
 * A request that is answered with a problem. Nothing of it happened, unless the code is INTERNAL.
 */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly code: ProblemCode;
  /** After how many seconds the same request may succeed. */
  readonly retryAfterSeconds: number | undefined;

  /**
   * `detail` is shown to the client: it names what is wrong, never what a secret is or what others
   * do.
   */
  constructor(code: ProblemCode, detail: string, retryAfterSeconds?: number) {
    // Where it was made says nothing, and a flood must not have it looked up each time.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(detail);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
