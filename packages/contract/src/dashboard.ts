import type { ErrorCode } from './errors.ts';
import type { Result } from './result.ts';

/**
 * What lh-run and the thread that serves its dashboard say to each other. The thread's code comes
 * with lh-report, as the page does; it is started with a task.
 */
export interface DashboardTask {
  readonly host: string;
  /** 0 is any that is free. */
  readonly port: number;
  /** Begins the path of the page: whoever does not know it gets nothing. */
  readonly secret: string;
}

/** How a run goes, at one moment. */
export interface LiveState {
  /** All that is known by now; what is judged at the end only is unknown in it. */
  readonly result: Result;
  /** Since the start of the load. */
  readonly elapsedMs: number;
  readonly loadMs: number;
  readonly inFlight: number;
}

export type ToDashboard =
  | { readonly kind: 'state'; readonly state: LiveState }
  /** The run is over; undefined when it failed. Whoever looks on is shown it, then all closes. */
  | { readonly kind: 'end'; readonly result: Result | undefined };

export type FromDashboard =
  | { readonly kind: 'listening'; readonly url: string }
  /** It could not be opened. */
  | {
      readonly kind: 'failed';
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint: string | undefined;
      readonly facts: Readonly<Record<string, string | number | boolean>>;
    }
  /** The last state was taken, or somebody came or went: this many look on. */
  | { readonly kind: 'ready'; readonly viewerCount: number }
  | { readonly kind: 'closed' };
