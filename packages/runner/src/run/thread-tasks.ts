import path from 'node:path';
import { RUN_FILES } from '@lighthouse/contract';
import type { ConnectionChoice } from '@lighthouse/contract/target';
import type { ConnectionPlan } from '../driver/request-sender.ts';
import { historyFile } from '../history/history-reader.ts';
import { shardsOf } from '../plan/make-plan.ts';
import type { TimeLimit } from '../metrics/interval.ts';
import type { PlannedSlo } from '../plan/plan.ts';
import type { RunSettings } from './run-settings.ts';
import type { RunTarget } from './target.ts';
import type { LaneWays, ThreadTask } from './thread-messages.ts';

function timeLimit({ metric, underUs }: PlannedSlo): TimeLimit {
  return { metric: metric.startsWith('service_time') ? 'service_time' : 'latency', underUs };
}

/** So many connections in all are so many whatever the number of threads. */
function shareOf(
  choice: ConnectionChoice = 'per-agent',
  workers: number,
  worker: number,
): ConnectionPlan {
  if (typeof choice === 'string') return choice;
  const { shared } = choice;
  return { shared: Math.floor(shared / workers) + (worker < shared % workers ? 1 : 0) };
}

/** Shares out a plan: totals stay totals, whatever the number of threads. */
export function threadTasks(
  settings: RunSettings,
  target: RunTarget,
  lanes?: LaneWays,
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
    connections: shareOf(plan.target.connections, workers, worker),
    keepAlive: plan.target.keepAlive ?? true,
    tls: target.tls,
    http: target.http,
    historyFile: historyFile(path.join(folder, RUN_FILES.history), worker),
  }));
}
