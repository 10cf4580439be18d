import { formatBytes, formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import type { Style } from '../summary/terminal-summary.ts';
import type { WatchFigures } from '../watch/watch-messages.ts';
import type { Row } from './lay-out-rows.ts';
import type { RunMoment } from './progress-view.ts';

const ERRORS_SHOWN = 4;
const BEHAVIOURS_SHOWN = 6;

/** Agents, and by behaviour when not all are honest, with what their lies got. */
export function agentRows({ agents, inFlight, plan, metrics }: RunMoment, colour: Style): Row[] {
  const items = [
    `${formatCount(agents)} of ${formatCount(plan.agentCount)}`,
    `${formatCount(inFlight)} requests in flight`,
  ];
  const counts = new Map<string, number>();
  for (const { behaviour, count } of plan.crowd.groups)
    counts.set(behaviour, (counts.get(behaviour) ?? 0) + count);
  const rows = [{ label: 'agents', items }];
  if ([...counts.keys()].every((behaviour) => behaviour === 'honest')) return rows;
  const most = [...counts].toSorted(([, a], [, b]) => b - a);
  const behaviours = most
    .slice(0, BEHAVIOURS_SHOWN)
    .map(([behaviour, count]) => `${formatCount(count)} ${behaviour}`);
  const more = most.length - behaviours.length;
  if (more > 0) behaviours.push(`and ${more} more`);
  return [...rows, { label: 'behaviours', items: behaviours }, liesRow(metrics, colour)];
}

function liesRow(metrics: RunMetrics, colour: Style): Row {
  const sum = { refused: 0, accepted: 0, unknown: 0 };
  for (const { refused, accepted, unknown } of metrics.lies()) {
    sum.refused += refused;
    sum.accepted += accepted;
    sum.unknown += unknown;
  }
  const accepted = `${formatCount(sum.accepted)} accepted`;
  return {
    label: 'lies',
    items: [
      `${formatCount(sum.refused)} refused`,
      sum.accepted === 0 ? accepted : colour.bad(accepted),
      `${formatCount(sum.unknown)} unknown`,
    ],
  };
}

/** Those that came most often. */
export function errorRows({ total: { errors } }: RunMetrics, colour: Style): Row[] {
  if (errors.size === 0) return [];
  const most = [...errors].toSorted(([, a], [, b]) => b - a).slice(0, ERRORS_SHOWN);
  const items = most.map(([name, count]) => colour.bad(`${name} ${formatCount(count)}`));
  const more = errors.size - most.length;
  if (more > 0) items.push(`and ${more} more kinds`);
  return [{ label: 'errors', items }];
}

/** How far the log was verified, and what is wrong with it. */
export function watchRows(watch: WatchFigures | undefined, colour: Style): Row[] {
  if (watch === undefined) return [];
  const { verifiedCount, behindCount, findingCount, findings, stopped } = watch;
  const [first] = findings;
  const found =
    first === undefined
      ? 'nothing wrong'
      : colour.bad(
          `${first.code}: ${first.message}${findingCount > 1 ? ` and ${findingCount - 1} more` : ''}`,
        );
  const items = [
    `${formatCount(verifiedCount)} events verified`,
    ...(behindCount > 0 ? [`${formatCount(behindCount)} behind`] : []),
    stopped === undefined ? found : colour.unknown(`no longer watched: ${stopped}`),
  ];
  return [{ label: 'log', items }];
}

/** Whether the figures are the target's, and what both sides use. */
export function healthRows({ metrics, use }: RunMoment, colour: Style): Row[] {
  const { limited, sendDelayP99 } = metrics.generator();
  const late = sendDelayP99 === null ? [] : [`sends ${formatDuration(sendDelayP99)} late at p99`];
  const state = limited
    ? ['too slow', 'figures are its own'].map((text) => colour.bad(text))
    : ['keeps up'];
  const generator = { label: 'generator', items: [...state, ...late] };
  if (use === undefined) return [generator];
  const items = [...generator.items, ...useItems(use.generatorCpu, use.generatorMemory)];
  const target = useItems(use.targetCpu, use.targetMemory);
  return [
    { ...generator, items },
    ...(target.length === 0 ? [] : [{ label: 'target', items: target }]),
  ];
}

function useItems(cpu: number | null, memory: number | null): string[] {
  return [
    ...(cpu === null ? [] : [`CPU ${Math.round(cpu * 100)} %`]),
    ...(memory === null ? [] : [formatBytes(memory)]),
  ];
}
