import { LighthouseError, type Result } from '@lighthouse/contract';
import type { Calibration, LoadPoint } from '@lighthouse/contract/prediction';
import { keptBytes } from '@lighthouse/capacity';
import { loadTimes } from '@lighthouse/scenario-file';

/** Seconds in which code is still being compiled, and agents come. */
const WARM_UP_SECONDS = 2;

/** The results of the runs. */
export interface CalibrationRuns {
  readonly idle: Result;
  readonly steady: Result;
  readonly full: Result;
}

/** Makes a calibration of the runs. */
export function calibrationOf(
  { idle, steady, full }: CalibrationRuns,
  tool: Calibration['tool'],
): Calibration {
  return {
    schema: 'lighthouse/calibration/1',
    tool,
    measuredAt: full.run.endedAt,
    hostFingerprint: full.host.fingerprint,
    effectiveCpus: full.host.effectiveCpus,
    workers: full.workers,
    eventsPerOperation: eventsPerOperation(steady),
    steady: pointOf(steady),
    full: pointOf(full),
    memory: memoryOf(idle, steady),
  };
}

/** Averages the seconds of full load. */
function pointOf({ series, scenario }: Result): LoadPoint {
  const rows = rowsOfLoad({ series, scenario });
  const sum = { operations: 0, generatorCpu: 0, targetCpu: 0 };
  for (const row of rows) {
    sum.operations += (series.ok[row] ?? 0) + (series.fail[row] ?? 0);
    sum.generatorCpu += series.generatorCpu[row] ?? 0;
    sum.targetCpu += series.targetCpu[row] ?? 0;
  }
  if (rows.length === 0 || sum.operations === 0 || sum.targetCpu === 0)
    throw new LighthouseError('LH_IO', 'the calibration measured nothing', {
      hint: 'see whether lh-run smoke works; CPU can only be read where there is /proc',
    });
  return {
    operationsPerSecond: sum.operations / rows.length,
    generatorCpu: sum.generatorCpu / rows.length,
    targetCpu: sum.targetCpu / rows.length,
  };
}

/** Numbers of the rows that lie in the hold, are warm and have figures of CPU. */
function rowsOfLoad({ series, scenario }: Pick<Result, 'series' | 'scenario'>): number[] {
  const seconds = series.intervalMs / 1000;
  const first = Math.ceil(WARM_UP_SECONDS / seconds);
  const end = Math.floor(loadSecondsOf(scenario) / seconds);
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index);
  return rows.filter((row) => typeof series.targetCpu[row] === 'number');
}

function loadSecondsOf({ load }: Result['scenario']): number {
  return loadTimes(load).loadMs / 1000;
}

function eventsPerOperation({ audit, counts }: Result): number {
  if (audit.status !== 'done' || counts.ok === 0)
    throw new LighthouseError('LH_IO', 'the calibration could not read its log back');
  return audit.log.verifiedCount / counts.ok;
}

/**
 * What a few agents use, and what each of a thousand adds to it while it does its work. What the
 * bridge keeps of operations is predicted apart.
 */
function memoryOf(idle: Result, steady: Result): Calibration['memory'] {
  const generatorBytes = idle.generator.memoryMax ?? 0;
  const targetBytes = idle.targetUse.memoryMax ?? 0;
  const moreAgents = Math.max(1, steady.agents.joined - idle.agents.joined);
  const perAgent = (grown: number) => Math.max(0, Math.round(grown / moreAgents));
  return {
    generatorBytes,
    targetBytes,
    generatorBytesPerAgent: perAgent((steady.generator.memoryMax ?? 0) - generatorBytes),
    targetBytesPerAgent: perAgent(
      (steady.targetUse.memoryMax ?? 0) - targetBytes - keptBytes(steady.counts.ok),
    ),
  };
}
