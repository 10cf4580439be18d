/** What the thread that watches the log is given. */
export interface WatchTask {
  readonly dir: string;
  readonly keyRing: string;
}

/** Something wrong with the log, on the clock that all threads of a process share. */
export interface WatchFinding {
  readonly code: string;
  readonly message: string;
  /** Name of the file, without its folder. */
  readonly file: string;
  /** When the look that found it began, and when it was over. */
  readonly lookedMs: number;
  readonly foundMs: number;
  /** When the same place was last found to be whole; null when it never was looked at before. */
  readonly wholeMs: number | null;
}

/** How far a watch is. */
export interface WatchFigures {
  /** Events of the log that were verified as they became durable. */
  readonly verifiedCount: number;
  /** Durable events that are not verified yet. */
  readonly behindCount: number;
  /** Times it looked at the end of the log. */
  readonly rounds: number;
  /** Times it verified a segment again. */
  readonly sectionCount: number;
  readonly findingCount: number;
  /** The first ones. */
  readonly findings: readonly WatchFinding[];
  /** Why nobody watches any more; left out while somebody does. */
  readonly stopped?: string;
}

export type ToWatch = { readonly kind: 'finish' };
export type FromWatch =
  | {
      readonly kind: 'round';
      readonly verifiedCount: number;
      readonly behindCount: number;
      readonly sectionCount: number;
      readonly findings: readonly WatchFinding[];
    }
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly message: string };
