import { needsOf } from '@lighthouse/capacity';
import { EXIT, type ExitCode, type Scenario } from '@lighthouse/contract';
import type { DryRunAnswer } from '@lighthouse/contract/run-answers';
import type { ShardPlace } from '@lighthouse/contract/shard';
import { nameOfTarget } from '@lighthouse/contract/target';
import { effectiveCpus, workersFor } from '@lighthouse/machine';
import { describeFault } from '../faults/describe-fault.ts';
import { whoIsHit } from '../faults/fault-book.ts';
import { countOperations } from '../plan/count-operations.ts';
import { makePlan, workersOf } from '../plan/make-plan.ts';
import { agentsIn, parseShard } from '../plan/parse-shard.ts';
import { planSha256 } from '../plan/plan-json.ts';
import { planText, sloTexts } from '../plan/plan-text.ts';
import { requestNamesOf, type Plan } from '../plan/plan.ts';
import type { Overrides } from '@lighthouse/scenario-file';
import type { CommandIo } from './command-io.ts';
import type { RunArgs } from './run.ts';
import { scenarioOf } from './scenario-of.ts';

type DryRunArgs = Pick<RunArgs, keyof Overrides | 'scenario' | 'shard' | 'workers'>;

/** Shows what a run would do. Nothing is started, reached or written. */
export async function dryRun(args: DryRunArgs, io: CommandIo): Promise<ExitCode> {
  const { scenario } = await scenarioOf(args.scenario, args);
  const plan = makePlan(scenario);
  const place = args.shard === undefined ? undefined : parseShard(args.shard);
  const agents = agentsIn(place, plan.agentCount);
  const workers = Math.min(agents, workersOf(plan, args.workers ?? workersFor(effectiveCpus())));
  const answer = answerOf(plan, { scenario, place, agents, workers });
  if (io.json) io.printJson(answer.json);
  else io.stdout.write(`${planText(plan, answer.operations)}\nnothing was started: --dry-run\n`);
  return EXIT.good;
}

interface Resolved {
  readonly scenario: Scenario;
  readonly place: ShardPlace | undefined;
  readonly agents: number;
  readonly workers: number;
}

function answerOf(plan: Plan, { scenario, place, agents, workers }: Resolved) {
  const { crowd, target } = plan;
  const requestNames = requestNamesOf(plan);
  const shard = place === undefined ? undefined : { first: place.number - 1, step: place.of };
  const operations = countOperations({ crowd, requestNames, ...(shard && { shard }) });
  const json: DryRunAnswer = {
    schema: 'lighthouse/dry-run/1',
    name: plan.name,
    planSha256: planSha256(plan),
    seed: crowd.seed,
    target: nameOfTarget(target),
    agents,
    ...(place === undefined ? {} : { shard: place }),
    workers,
    ...timesOf(plan),
    groups: crowd.groups.map(({ role, behaviour, count, workload }, index) => ({
      role,
      behaviour,
      agents: count,
      operations: operations.groups[index] ?? {},
      waitsForAnswers: workload?.thinkUs !== undefined,
    })),
    operations: operations.all,
    isExact: operations.isExact,
    needs: 'bridge' in target ? needsOf(scenario) : null,
    faults: faultsOf(plan),
    thresholds: plan.thresholds.map(({ metric, limit }) => ({ metric, limit })),
    slo: sloTexts(plan),
    invariants: plan.invariants,
  };
  return { json, operations };
}

function timesOf({ crowd, warmupUs = 0, drainUs }: Plan): Pick<DryRunAnswer, 'load' | 'stages'> {
  const { stages } = crowd;
  let atMs = 0;
  return {
    load: {
      rampMs: crowd.rampUs / 1000,
      warmupMs: warmupUs / 1000,
      endMs: crowd.endUs / 1000,
      drainMs: drainUs / 1000,
    },
    stages: (stages?.steps ?? []).map(({ durationUs, target }) => {
      const beginMs = atMs;
      atMs += durationUs / 1000;
      return { atMs: beginMs, endMs: atMs, target, of: stages?.of ?? 'agents' };
    }),
  };
}

function faultsOf(plan: Plan): DryRunAnswer['faults'] {
  return (plan.faults ?? []).map((fault) => {
    const { id, atUs, endUs, action, optional } = fault;
    return {
      id,
      kind: action.kind,
      atMs: atUs / 1000,
      endMs: endUs / 1000,
      appliesTo: whoIsHit(fault, plan),
      what: describeFault(action, (endUs - atUs) / 1000),
      optional,
    };
  });
}
