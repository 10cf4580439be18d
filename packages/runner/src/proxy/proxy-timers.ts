/** What the proxy needs of time; given by its host. */
export interface ProxyTimers {
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number;
  /** Runs something later; gives a function that stops it. */
  readonly later: (delayMs: number, run: () => void) => () => void;
}
