/** What is read off a result for lists and for SQL. Times are milliseconds. */
export interface RunFigures {
  readonly scenario: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  readonly verdict: 'good' | 'bad' | 'unknown';
  readonly host: string;
  readonly planSha256: string;
  readonly targetVersion: string;
  readonly agents: number;
  readonly ok: number;
  readonly okPerSecond: number | null;
  readonly latencyP95: number | null;
  readonly latencyP99: number | null;
  readonly errorShare: number | null;
}

export interface RunToStore {
  readonly id: string;
  /** False of a run that was killed, or still runs. */
  readonly isFinished: boolean;
  /** result.json as it was written. */
  readonly content: Buffer;
  readonly figures: RunFigures;
}

export interface StoredRun {
  readonly id: string;
  readonly figures: RunFigures;
}
