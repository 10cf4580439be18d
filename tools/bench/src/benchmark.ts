import type { Scope } from '@lighthouse/testkit';
import type { Contest, SkippedContest } from './contest.ts';

/** What a benchmark works with. */
export interface Surroundings {
  /** Makes a fresh folder on the disk to measure, which is removed at the end. */
  readonly makeFolder: () => Promise<string>;
  /** Undoes what was started, when the benchmark is over. */
  readonly scope: Scope;
  readonly isLong: boolean;
  /** How often to repeat, when nothing else was asked for. */
  readonly repeatsOr: (usual: number) => number;
}

export interface Benchmark {
  readonly name: string;
  readonly summary: string;
  /** Makes what is needed, and gives the contests to be held. */
  readonly prepare: (surroundings: Surroundings) => Promise<readonly (Contest | SkippedContest)[]>;
}
