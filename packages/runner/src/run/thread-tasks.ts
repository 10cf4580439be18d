import path from 'node:path';
import { RUN_FILES } from '@lighthouse/contract';
import { historyFile } from '../history/history-reader.ts';
import { shardsOf } from '../plan/make-plan.ts';
import type { TimeLimit } from '../metrics/interval.ts';
import type { PlannedSlo } from '../plan/plan.ts';
import type { RunSettings } from './run-settings.ts';
import type { RunTarget } from './target.ts';
import type { LaneOrigins, ThreadTask } from './thread-messages.ts';

function timeLimit({ metric, underUs }: PlannedSlo): TimeLimit {
  return { metric: metric.startsWith('service_time') ? 'service_time' : 'latency', underUs };
}

/** Shares out a plan: totals stay totals, whatever the number of threads. */
export function threadTasks(
  settings: RunSettings,
  target: RunTarget,
  lanes?: LaneOrigins,
): ThreadTask[] {
  const { plan, workers, folder, place } = settings;
  return shardsOf(plan.agentCount, workers, place).map((shard, worker) => ({
    worker,
    crowd: plan.crowd,
    shard,
    namePrefix: target.namePrefix,
    origin: target.url,
    ...(lanes === undefined ? {} : { lanes }),
    enrolToken: target.enrolToken,
    coordinatorToken: target.coordinatorToken,
    timeoutUs: plan.timeoutUs,
    warmupUs: plan.warmupUs,
    within: (plan.slo ?? []).map(timeLimit),
    retry: plan.retry,
    connections: 'per-agent',
    historyFile: historyFile(path.join(folder, RUN_FILES.history), worker),
  }));
}
