import { formatCount } from '@lighthouse/cli-kit/format';
import type { Result } from '@lighthouse/contract';
import { discrepancyCount } from './audit.ts';
import { countCell, durationCell, rateCell, shareCell, textCell } from './cells.ts';
import { errorShare } from './slices.ts';
import type { Cell } from './table.ts';

/** One of the figures that a reader wants before all others. */
export interface KeyFigure {
  readonly label: string;
  readonly cell: Cell;
  readonly note: string;
}

export function keyFigures(result: Result): KeyFigure[] {
  const { counts, total, agents } = result;
  const { latency } = total;
  const ended = counts.ok + counts.fail + counts.info;
  return [
    {
      label: 'Operations OK',
      cell: countCell(counts.ok),
      note: `of ${formatCount(counts.intended)} intended`,
    },
    {
      label: 'Throughput',
      cell: rateCell(okPerSecond(result)),
      note: 'OK, mean of the whole run',
    },
    {
      label: 'Latency p50',
      cell: durationCell(latency.p50, latency.count),
      note: 'half of the answers came in this time',
    },
    {
      label: 'Latency p95',
      cell: durationCell(latency.p95, latency.count),
      note: '19 of 20 answers',
    },
    {
      label: 'Latency p99',
      cell: durationCell(latency.p99, latency.count),
      note: '99 of 100 answers',
    },
    {
      label: 'Errors',
      cell: { ...shareCell(errorShare(counts), ended), ...errorTone(counts.fail + counts.info) },
      note: `${formatCount(counts.fail)} failed, ${formatCount(counts.info)} unknown`,
    },
    {
      label: 'Agents',
      cell: countCell(agents.joined, agents.joined < agents.planned ? 'unknown' : 'plain'),
      note: `of ${formatCount(agents.planned)} joined`,
    },
    auditFigure(result),
  ];
}

/** Operations that ended well per second of the whole run, ramp and drain included. */
export function okPerSecond({ counts, run }: Result): number | null {
  return run.durationMs > 0 ? counts.ok / (run.durationMs / 1000) : null;
}

function errorTone(count: number): { tone?: 'bad' } {
  return count > 0 ? { tone: 'bad' } : {};
}

function auditFigure({ audit }: Result): KeyFigure {
  const label = 'Audit';
  if (audit.status === 'skipped')
    return { label, cell: textCell('skipped', 'unknown'), note: 'the log was not read' };
  const differing = discrepancyCount(audit);
  return {
    label,
    cell: countCell(differing, differing > 0 ? 'bad' : 'plain'),
    note: 'differences between history and log',
  };
}
