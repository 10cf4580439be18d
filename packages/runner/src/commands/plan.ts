import { formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import { EXIT, type ExitCode } from '@lighthouse/contract';
import type { GroupSpec } from '@lighthouse/agent-sim';
import { nameOfTarget } from '@lighthouse/contract/target';
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
    ['target', nameOfTarget(target)],
    ['load', loadText(plan)],
    ...stageRows(plan),
    ['agents', formatCount(agentCount)],
  ];
  const limits = plan.thresholds.map(({ metric, limit }) => ['threshold', `${metric}: ${limit}`]);
  const slo = (plan.slo ?? []).map(({ metric, target, underUs }) => [
    'slo',
    `${metric}: ${Number((target * 100).toFixed(6))} % under ${formatDuration(underUs / 1000)}`,
  ]);
  const invariants = plan.invariants.map((name) => ['invariant', name]);
  return `${plan.name}\n${formatTable([...facts, ...groupRows(plan), ...faultRows(plan), ...limits, ...slo, ...invariants])}\n`;
}

function loadText({ crowd, drainUs, warmupUs }: Plan): string {
  const time = (us: number) => formatDuration(us / 1000);
  const ramp = crowd.stages === undefined ? `, of which ${time(crowd.rampUs)} ramp` : '';
  const most =
    crowd.iterations === undefined ? '' : `, or ${formatCount(crowd.iterations)} commands`;
  const warmup = warmupUs === undefined ? '' : `; ${time(warmupUs)} warm-up are not counted`;
  return `${time(crowd.endUs)}${ramp}${most}${warmup}; then up to ${time(drainUs)} for the last answers`;
}

function stageRows({ crowd }: Plan): string[][] {
  const { stages } = crowd;
  let atUs = 0;
  return (stages?.steps ?? []).map(({ durationUs, target }) => {
    const from = formatDuration(atUs / 1000);
    atUs += durationUs;
    const what = stages?.of === 'agents' ? `${formatCount(target)} agents` : `${target}/s in all`;
    const how = durationUs === 0 ? 'at once' : `within ${formatDuration(durationUs / 1000)}`;
    return ['stage', `${from}  to ${what} ${how}`];
  });
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
  return crowd.groups.map((group) => {
    const { role, behaviour, count, startUs, iterations } = group;
    const start = startUs === undefined ? '' : `, from ${formatDuration(startUs / 1000)} on`;
    const most = iterations === undefined ? '' : `, ${formatCount(iterations)} commands each`;
    return [
      'group',
      `${formatCount(count)} ${role} (${behaviour}): ${doings(group)}${most}${start}`,
    ];
  });
}

function doings({ workload, review }: GroupSpec): string {
  if (workload === null) {
    const after = review === null ? '' : `, after ${formatDuration(review.delayMeanUs / 1000)}`;
    return `answers what it is asked${after === '' ? '' : `${after} on average`}`;
  }
  const { thinkUs, ratePerSecond, arrival, mix, stepCount } = workload;
  const pace =
    thinkUs === undefined
      ? `${ratePerSecond}/s each (${arrival})`
      : `thinks ${formatDuration(thinkUs / 1000)} between commands (${arrival})`;
  return `${pace}, safe ${mix.safe}, risky ${mix.risky}, complex ${mix.complex} of ${stepCount} steps`;
}
