/** Time, as a watch sees it. */
export interface WatchClock {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly wallMs: () => number;
  /** Monotonic milliseconds. */
  readonly nowMs: () => number;
  /** Resolves after so long, or as soon as the signal is aborted. Never rejects. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
}
