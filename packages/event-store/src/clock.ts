/** Where the log gets its times from. */
export interface Clock {
  /**
   * Microseconds since 1970-01-01T00:00:00Z. May stand still or go back: the log's own times never
   * do.
   */
  nowUs(): number;
}

/** How the log puts work off. */
export interface Scheduler {
  /**
   * Calls back once after about so long, unless the returned function was called first. Must not
   * keep the process alive.
   */
  after(delayMs: number, callback: () => void): () => void;
  /**
   * Calls back once what is ready to run has run: appends that are on their way join the same
   * flush.
   */
  soon(callback: () => void): void;
}

/** Gives as many unpredictable bytes as asked for. */
export type RandomBytes = (count: number) => Uint8Array;
