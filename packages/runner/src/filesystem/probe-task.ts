import type { FileOperation } from '@lighthouse/contract/file-operations';
import type { TrendDelta } from '@lighthouse/verdict';
import type { ThreadFailure } from '../run/thread-messages.ts';

/** State of all threads of a probe, in shared memory: they cannot take messages while they work. */
export const PROBE_STATE = { waiting: 0, working: 1, stopped: 2 } as const;

/** What a thread of the probe is to do, given to it when it is made. */
export interface ProbeTask {
  readonly role: 'filesystem';
  /** A folder of its own, which is there and empty. */
  readonly folder: string;
  readonly sizeBytes: number;
  /** One of PROBE_STATE. */
  readonly state: Int32Array;
}

/** What one thread measured. */
export interface ProbeShare {
  readonly rounds: number;
  /** How long it worked, warm-up left out. */
  readonly workedMs: number;
  /** Reads that did not give what was written. */
  readonly wrongReads: number;
  readonly times: Readonly<Record<FileOperation, TrendDelta | undefined>>;
}

export type FromProbe =
  | { readonly kind: 'ready' }
  | { readonly kind: 'finished'; readonly share: ProbeShare }
  | { readonly kind: 'failed'; readonly failure: ThreadFailure };
