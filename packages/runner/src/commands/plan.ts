import { formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import { EXIT, type ExitCode } from '@lighthouse/contract';
import { describeFault } from '../faults/describe-fault.ts';
import { whoIsHit } from '../faults/fault-book.ts';
import { makePlan } from '../plan/make-plan.ts';
import { planJson, planSha256 } from '../plan/plan-json.ts';
import type { Plan } from '../plan/plan.ts';
import type { Overrides } from '@lighthouse/scenario-file';
import type { CommandIo } from './command-io.ts';
import { scenarioOf } from './scenario-of.ts';

export interface PlanArgs extends Overrides {
  readonly scenario: string;
}

/** Shows what a run would do, without doing it. */
export async function showPlan(args: PlanArgs, io: CommandIo): Promise<ExitCode> {
  const { scenario } = await scenarioOf(args.scenario, args);
  const plan = makePlan(scenario);
  if (io.json) io.stdout.write(`${planJson(plan)}\n`);
  else io.stdout.write(planText(plan));
  return EXIT.good;
}

function planText(plan: Plan): string {
  const { crowd, target, agentCount } = plan;
  const facts = [
    ['plan', planSha256(plan)],
    ['seed', String(crowd.seed)],
    ['target', target.bridge],
    [
      'load',
      `${formatDuration(crowd.endUs / 1000)}, of which ${formatDuration(crowd.rampUs / 1000)} ramp; then up to ${formatDuration(plan.drainUs / 1000)} for the last answers`,
    ],
    ['agents', formatCount(agentCount)],
  ];
  const limits = plan.thresholds.map(({ metric, limit }) => ['threshold', `${metric}: ${limit}`]);
  const invariants = plan.invariants.map((name) => ['invariant', name]);
  return `${plan.name}\n${formatTable([...facts, ...groupRows(plan), ...faultRows(plan), ...limits, ...invariants])}\n`;
}

/** The timeline of what is broken. */
function faultRows(plan: Plan): string[][] {
  return (plan.faults ?? []).map((fault) => {
    const { id, atUs, endUs, action, optional } = fault;
    const from = formatDuration(atUs / 1000);
    const what = describeFault(action, (endUs - atUs) / 1000);
    const note = optional ? ' (optional)' : '';
    return ['fault', `${from}  ${id}: ${action.kind}, ${whoIsHit(fault, plan)}: ${what}${note}`];
  });
}

function groupRows({ crowd }: Plan): string[][] {
  return crowd.groups.map(({ role, behaviour, count, workload, review }) => {
    const does =
      workload === null
        ? `answers what it is asked${review === null ? '' : `, after ${formatDuration(review.delayMeanUs / 1000)} on average`}`
        : `${workload.ratePerSecond}/s each (${workload.arrival}), safe ${workload.mix.safe}, risky ${workload.mix.risky}, complex ${workload.mix.complex} of ${workload.stepCount} steps`;
    return ['group', `${formatCount(count)} ${role} (${behaviour}): ${does}`];
  });
}
