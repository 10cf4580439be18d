import { attacksOf } from '@lighthouse/agent-sim';
import type { CrowdSpec, GroupSpec, Shard, Workload } from '@lighthouse/agent-sim';
import { assert, parseDurationMs } from '@lighthouse/contract';
import type { AgentGroup, Scenario } from '@lighthouse/contract';
import type { Retry } from '@lighthouse/contract/fault';
import type { Target } from '@lighthouse/contract/target';
import { behaviourTagOf } from '@lighthouse/contract/behaviours';
import type { ShardPlace } from '@lighthouse/contract/shard';
import {
  loadTimes,
  resolveWorkload,
  REVIEW_DEFAULTS,
  sloMetric,
  stagesOf,
  targetOf,
} from '@lighthouse/scenario-file';
import { planFaults } from '../faults/plan-faults.ts';
import { agentsIn } from './parse-shard.ts';
import type { Plan, PlannedRetry, PlannedSlo } from './plan.ts';

/** Resolves a scenario. Depends on nothing else. */
export function makePlan(scenario: Scenario): Plan {
  const { name, target, load, thresholds, invariants } = scenario;
  const groups = placeGroups(scenario);
  const faults = planFaults(scenario);
  const { rampMs, loadMs } = loadTimes(load);
  return {
    schema: 'lighthouse/plan',
    schemaVersion: 1,
    name,
    target,
    agentCount: groups.reduce((sum, group) => sum + group.count, 0),
    crowd: {
      seed: scenario.seed,
      rampUs: Math.round(rampMs * 1000),
      endUs: Math.round(loadMs * 1000),
      ...planStages(load),
      ...(load.iterations === undefined ? {} : { iterations: load.iterations }),
      groups,
    },
    ...(load.warmup === undefined ? {} : { warmupUs: durationUs(load.warmup) }),
    drainUs: durationUs(load.drain),
    timeoutUs: durationUs(load.timeout),
    ...(faults.length === 0 ? {} : { faults }),
    ...(scenario.retry === undefined ? {} : { retry: planRetry(scenario.retry) }),
    ...(scenario.slo === undefined
      ? {}
      : { slo: scenario.slo.map((slo) => planSlo(slo, sloMetric(scenario))) }),
    thresholds: thresholds.map(({ metric, limit, abortOnFail, delayAbortEval }) => ({
      metric,
      limit,
      abortOnFail,
      ...(delayAbortEval === undefined ? {} : { delayAbortUs: durationUs(delayAbortEval) }),
    })),
    invariants: groups.some(({ lies }) => lies !== undefined)
      ? invariants
      : invariants.filter((name) => name !== 'lies-refused'),
  };
}

/** How many threads generate the load: never more than there is something for each. */
export function workersOf({ agentCount, target }: Plan, asked: number): number {
  const { connections } = target;
  const shared = typeof connections === 'object' ? connections.shared : Infinity;
  return Math.min(agentCount, asked, shared);
}

/**
 * Splits a crowd over workers, one shard each: neighbours go to different workers, so that each
 * gets its share of every group. There are never more shards than agents. Of a run that is itself
 * divided over machines, `place` is split: neighbours are on different machines first.
 */
export function shardsOf(
  agentCount: number,
  workerCount: number,
  place: ShardPlace = { number: 1, of: 1 },
): Shard[] {
  const own = agentsIn(place, agentCount);
  const workers = Math.max(1, Math.min(own, workerCount));
  const begin = place.number - 1;
  return Array.from({ length: workers }, (_, worker) => ({
    first: begin + worker * place.of,
    step: workers * place.of,
  }));
}

function planSlo(
  { metric, target, under }: NonNullable<Scenario['slo']>[number],
  metricElse: string,
): PlannedSlo {
  // A percentage has few digits; what dividing adds is rounded away.
  const share = Number((Number.parseFloat(target) / 100).toFixed(10));
  return { metric: metric ?? metricElse, target: share, underUs: durationUs(under) };
}

function planStages({ stages }: Scenario['load']): Pick<CrowdSpec, 'stages'> {
  if (stages === undefined) return {};
  const steps = stages.map((stage) => ({
    durationUs: durationUs(stage.duration),
    target: targetOf(stage),
  }));
  return { stages: { of: stagesOf(stages), steps } };
}

function planRetry({ attempts, backoff, backoffMax }: Retry): PlannedRetry {
  return { attempts, backoffUs: durationUs(backoff), backoffMaxUs: durationUs(backoffMax) };
}

function placeGroups({ agents, target }: Scenario): GroupSpec[] {
  let firstIndex = 0;
  return agents.map((group) => {
    const placed = resolveGroup(group, firstIndex, target);
    firstIndex += group.count;
    return placed;
  });
}

function resolveGroup(group: AgentGroup, firstIndex: number, target: Target): GroupSpec {
  const { role, count, behaviour = 'honest' } = group;
  const behaviours = [behaviour].flat();
  const isHonest = behaviours.every((name) => name === 'honest');
  const isExpert = role === 'expert';
  const doesWork = isHonest ? !isExpert : attacksOf(behaviours, role).length > 0;
  return {
    role,
    behaviour: behaviourTagOf(group),
    ...(isHonest ? {} : { lies: { behaviours, ...bandOf(group, firstIndex) } }),
    firstIndex,
    count,
    workload: doesWork ? workloadOf(group, target) : null,
    review: isExpert ? REVIEW_DEFAULTS : null,
    ...(group.iterations === undefined ? {} : { iterations: group.iterations }),
    ...(group.startTime === undefined ? {} : { startUs: durationUs(group.startTime) }),
  };
}

/** Of a server that is no bridge, which of its requests come next. */
function workloadOf(group: AgentGroup, target: Target): Workload {
  const workload = resolveWorkload(group);
  if ('bridge' in target) return workload;
  const { requests } = target;
  const { mix } = group;
  const shares = mix && { shares: requests.map(({ name }) => mix[name] ?? 0) };
  return { ...workload, contentBytes: 0, requests: { count: requests.length, ...shares } };
}

function bandOf({ collude = false }: AgentGroup, firstIndex: number): { readonly band?: string } {
  if (collude === false) return {};
  return { band: collude === true ? `group at ${firstIndex}` : collude };
}

function durationUs(text: string): number {
  const ms = parseDurationMs(text);
  assert(ms !== undefined, 'the durations of a scenario were checked when it was read');
  return Math.round(ms * 1000);
}
