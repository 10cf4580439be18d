import type { CrowdSpec, Shard } from '@lighthouse/agent-sim';
import type { ErrorCode } from '@lighthouse/contract';
import type { TlsSettings } from '../driver/tls-options.ts';
import type { HttpTask } from '../driver/http/http-driver.ts';
import type { ConnectionPlan } from '../driver/request-sender.ts';
import type { ToldTarget } from '../driver/told.ts';
import type { EnrolReport } from '../load/enrol-all.ts';
import type { PlannedRetry } from '../plan/plan.ts';
import type { TimeLimit } from '../metrics/interval.ts';
import type { ThreadReport } from '../metrics/run-metrics.ts';

/** What a thread is to do, given to it when it is made. */
export interface ThreadTask {
  /** Number of the thread, from 0. */
  readonly worker: number;
  readonly crowd: CrowdSpec;
  readonly shard: Shard;
  /** Tells apart runs against one server. */
  readonly namePrefix: string;
  readonly origin: string;
  /** Ways to the target that can be broken; without them all agents take the direct one. */
  readonly lanes?: LaneWays;
  readonly enrolToken: string;
  readonly coordinatorToken?: string | undefined;
  readonly timeoutUs: number;
  readonly warmupUs?: number | undefined;
  /** Of the objectives of the run. */
  readonly within: readonly TimeLimit[];
  readonly retry?: PlannedRetry | undefined;
  readonly connections: ConnectionPlan;
  /** False for a new connection for every request. */
  readonly keepAlive?: boolean;
  readonly tls?: TlsSettings | undefined;
  /** Of a server that is no bridge; left out for one. */
  readonly http?: HttpTask | undefined;
  readonly historyFile: string;
}

export interface LaneWays {
  /** Ports on 127.0.0.1, by lane, from 1. */
  readonly ports: readonly number[];
  /** By index of the agent. */
  readonly laneOf: Uint16Array;
}

/** To a thread, in this order; `stretch` any number of times, `stop` may be left out. */
export type ToThread =
  /** Begins the load at this time of the process's clock. */
  | { readonly kind: 'start'; readonly startMs: number }
  /** A fault began or ended at this time of the process's clock. */
  | { readonly kind: 'stretch'; readonly atMs: number; readonly isFaulty: boolean }
  /** Intends nothing any more; what was sent is still waited for. */
  | { readonly kind: 'stop' }
  /** Gives up on what is not answered and ends. */
  | { readonly kind: 'finish' };

/** From a thread to the run. */
export type FromThread =
  | { readonly kind: 'enrolled'; readonly report: EnrolReport }
  | { readonly kind: 'report'; readonly report: ThreadReport }
  /** Who the target says it is. */
  | { readonly kind: 'target'; readonly target: ToldTarget }
  /** Whether anything is due or unanswered; sent when it changes. */
  | { readonly kind: 'quiet'; readonly isQuiet: boolean }
  /** Everything is reported and in the file; the thread ends. */
  | { readonly kind: 'finished' }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };

/** An error on its way between threads, which keeps neither class nor code of a thrown one. */
export interface ThreadFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint: string | undefined;
  readonly facts: Readonly<Record<string, string | number | boolean>>;
  readonly stack: string | undefined;
}
