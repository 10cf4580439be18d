import type { Result } from '@lighthouse/contract';
import { sampleResult } from './sample-result.ts';
import {
  allFailedRun,
  emptyRun,
  hostileRun,
  killedRun,
  limitedRun,
  tamperedRun,
  unjudgedRun,
} from './sample-runs.ts';

/** A result of each kind of run that a format has to cope with. */
export const KINDS_OF_RUNS: Readonly<Record<string, Result>> = {
  good: sampleResult(),
  empty: emptyRun(),
  killed: killedRun(),
  'all-failed': allFailedRun(),
  tampered: tamperedRun(),
  limited: limitedRun(),
  hostile: hostileRun(),
  unjudged: unjudgedRun(),
};
