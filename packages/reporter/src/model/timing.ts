import type { Distribution, Result } from '@lighthouse/contract';
import { countCell, durationCell, textCell } from './cells.ts';
import type { Cell, Table } from './table.ts';

const FIGURES = ['min', 'p50', 'p90', 'p95', 'p99', 'p999', 'max', 'mean', 'stddev'] as const;
const LABELS = ['Min', 'p50', 'p90', 'p95', 'p99', 'p99.9', 'Max', 'Mean', 'Std. dev.'];

/** How long operations took, counted from when they were intended and from when they were sent. */
export function timingTable({ total }: Result): Table {
  return {
    id: 'timing',
    title: 'How long operations took',
    columns: [
      { label: 'Time' },
      ...['Samples', ...LABELS].map((label) => ({ label, isNumeric: true })),
    ],
    groups: [
      {
        rows: [
          row('Latency: intended to answered', total.latency),
          row('Service time: sent to answered', total.serviceTime),
          row('Send delay: intended to sent', total.sendDelay),
          ...(total.connectionWait === undefined
            ? []
            : [row('of it, waiting for a connection', total.connectionWait)]),
        ],
      },
    ],
    whenEmpty: '',
  };
}

function row(name: string, distribution: Distribution): Cell[] {
  const { count } = distribution;
  return [
    textCell(name),
    countCell(count),
    ...FIGURES.map((figure) => durationCell(distribution[figure], count)),
  ];
}
