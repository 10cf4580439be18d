import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { FaultResult } from '@lighthouse/contract/fault-result';
import type { Style } from '../summary/terminal-summary.ts';
import type { Row } from './lay-out-rows.ts';

const NAMED_MAX = 3;

/** Says which faults are under way and for how long, which comes next, and how others ended. */
export function describeFaults(
  faults: readonly FaultResult[],
  elapsedMs: number,
  colour: Pick<Style, 'unknown' | 'bad'>,
): Row[] {
  if (faults.length === 0) return [];
  const underWay = faults.filter(({ startMs, endMs }) => startMs !== null && endMs === null);
  const over = faults.filter(({ endMs }) => endMs !== null);
  const skipped = faults.filter(
    ({ status, startMs, plannedStart }) =>
      status !== 'injected' && startMs === null && plannedStart < elapsedMs,
  );
  const next = faults.find(
    ({ startMs, plannedStart }) => startMs === null && plannedStart >= elapsedMs,
  );
  const named = underWay
    .slice(0, NAMED_MAX)
    .flatMap((fault) => [`${nameOf(fault)} NOW`, ...leftOf(fault, elapsedMs)])
    .map((text) => colour.unknown(text));
  const more = underWay.length - Math.min(underWay.length, NAMED_MAX);
  const items = [
    ...named,
    ...(more > 0 ? [colour.unknown(`${formatCount(more)} more NOW`)] : []),
    ...(next === undefined
      ? []
      : [`next ${nameOf(next)} in ${wholeSeconds(next.plannedStart - elapsedMs)}`]),
    ...(over.length === 0 ? [] : [`${formatCount(over.length)} healed`]),
    ...(skipped.length === 0 ? [] : [`${formatCount(skipped.length)} not injected`]),
  ];
  return items.length === 0 ? [] : [{ label: 'faults', items }];
}

function nameOf({ id, kind }: FaultResult): string {
  return id === kind ? id : `${id} (${kind})`;
}

function leftOf({ plannedEnd }: FaultResult, elapsedMs: number): string[] {
  return plannedEnd > elapsedMs ? [`${wholeSeconds(plannedEnd - elapsedMs)} left`] : [];
}

function wholeSeconds(durationMs: number): string {
  return formatDuration(Math.ceil(durationMs / 1000) * 1000);
}
