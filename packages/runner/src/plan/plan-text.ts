import type { GroupSpec } from '@lighthouse/agent-sim';
import { formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import { nameOfTarget } from '@lighthouse/contract/target';
import { describeFault } from '../faults/describe-fault.ts';
import { whoIsHit } from '../faults/fault-book.ts';
import type { OperationCounts, PlannedOperations } from './count-operations.ts';
import { planSha256 } from './plan-json.ts';
import type { Plan } from './plan.ts';

/** Shows what a run would do, for who looks at the terminal. */
export function planText(plan: Plan, operations: PlannedOperations): string {
  const { crowd, target, agentCount } = plan;
  const facts = [
    ['plan', planSha256(plan)],
    ['seed', String(crowd.seed)],
    ['target', nameOfTarget(target)],
    ['load', loadText(plan)],
    ...stageRows(plan),
    ['agents', formatCount(agentCount)],
  ];
  const sent = operationRows(plan, operations);
  const limits = plan.thresholds.map(({ metric, limit }) => ['threshold', `${metric}: ${limit}`]);
  const slo = sloTexts(plan).map((text) => ['slo', text]);
  const invariants = plan.invariants.map((name) => ['invariant', name]);
  return `${plan.name}\n${formatTable([...facts, ...groupRows(plan), ...sent, ...faultRows(plan), ...limits, ...slo, ...invariants])}\n`;
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

/** Writes each objective in one line. */
export function sloTexts({ slo = [] }: Plan): string[] {
  const percent = (share: number) => `${Number((share * 100).toFixed(6))} %`;
  return slo.map(
    ({ metric, target, underUs }) =>
      `${metric}: ${percent(target)} under ${formatDuration(underUs / 1000)}`,
  );
}

/** What agents intend of their own accord, and what follows from it. */
function operationRows({ crowd, target }: Plan, { all, isExact }: PlannedOperations): string[][] {
  const { session = 0, attack = 0, ...own } = all;
  const total = sumOf(own);
  const about = isExact ? '' : 'about ';
  const named = Object.entries(own).map(([name, count]) => `${formatCount(count)} ${name}`);
  const what = 'bridge' in target ? 'commands' : 'requests';
  const lies = attack === 0 ? '' : `, ${about}${formatCount(attack)} attacks`;
  const isWaiting = crowd.groups.some(({ workload }) => workload?.thinkUs !== undefined);
  const most = crowd.iterations === undefined ? '' : ` (${formatCount(crowd.iterations)} at most)`;
  const kinds = named.length < 2 ? '' : ` (${named.join(', ')})`;
  const first = `${about}${formatCount(total)} ${what}${most}${kinds}`;
  return [
    ['operations', `${first}${lies}, ${about}${formatCount(session)} sessions`],
    ...(isWaiting ? [['', 'and as many as the answers let those send who wait for them']] : []),
    ...reviewRows(crowd.groups, own),
  ];
}

function reviewRows(groups: readonly GroupSpec[], own: OperationCounts): string[][] {
  const { risky = 0 } = own;
  if (risky === 0 || groups.every(({ review }) => review === null)) return [];
  return [['', `and up to ${formatCount(risky)} reviews: one for each risky command`]];
}

function sumOf(counts: OperationCounts): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
