import { formatDuration } from '@lighthouse/cli-kit/format';
import type { Result } from '@lighthouse/contract';
import { HEAT_BINS_PER_DECADE, heatEdgeMs, type HeatMap } from '@lighthouse/contract/heat-map';
import { countCell, textCell } from './cells.ts';
import type { Table } from './table.ts';
import { formatElapsed } from './timeline.ts';

const ROWS_MAX = 24;
const RANGES_MAX = 12;
/** Bins that begin, but for a rounding, at 1, 2 and 5 of a decade; then those that begin at 1. */
const STEPS_OF_A_DECADE = [[0, 3, 7], [0]] as const;

/** The heat map as a table: when, how long, and how many answers. */
export function heatTable({ latencyHeatMap: map }: Pick<Result, 'latencyHeatMap'>): Table {
  const table = { id: 'heat-table', title: 'The heat map as a table', whenEmpty: '' };
  if (map === undefined) return { ...table, columns: [], groups: [] };
  const ranges = rangesOf(map);
  const joined = Math.ceil(map.counts.length / ROWS_MAX);
  const rowMs = joined * map.intervalMs;
  const starts = map.counts.flatMap((_, column) => (column % joined === 0 ? [column] : []));
  return {
    ...table,
    note: `Answers by how long they took. Each row covers ${formatDuration(rowMs)}.`,
    columns: [
      { label: 'From' },
      ...ranges.map(({ label }) => ({ label, isNumeric: true })),
      { label: 'All', isNumeric: true },
    ],
    groups: [
      {
        rows: starts.map((start, row) => {
          const columns = map.counts.slice(start, start + joined);
          const counts = ranges.map(({ from, to }) => sum(columns.map((c) => c.slice(from, to))));
          return [
            { ...textCell(formatElapsed(row * rowMs)), value: (row * rowMs) / 1000 },
            ...counts.map((count) => countCell(count)),
            countCell(sum(columns)),
          ];
        }),
      },
    ],
  };
}

interface LatencyRange {
  readonly label: string;
  /** Indexes into a column of the map. */
  readonly from: number;
  readonly to: number;
}

/** Joins bins to ranges with round edges, as fine as still makes a table. */
function rangesOf({ lowestBin, counts: [first = []] }: HeatMap): LatencyRange[] {
  const [fine, coarse] = STEPS_OF_A_DECADE.map((steps) => {
    const isEdge = (bin: number) => steps.some((step) => step === bin % HEAT_BINS_PER_DECADE);
    const starts = first.flatMap((_, index) =>
      index === 0 || isEdge(lowestBin + index) ? [index] : [],
    );
    return starts.map((from, index) => {
      const to = starts[index + 1] ?? first.length;
      return { from, to, label: `${edgeText(lowestBin + from)} – ${edgeText(lowestBin + to)}` };
    });
  });
  return (fine?.length ?? 0) <= RANGES_MAX ? (fine ?? []) : (coarse ?? []);
}

/** A bin that begins at 1.995 ms begins at 2 ms for a reader. */
function edgeText(bin: number): string {
  const isRound = STEPS_OF_A_DECADE[0].some((step) => step === bin % HEAT_BINS_PER_DECADE);
  return formatDuration(Number(heatEdgeMs(bin).toPrecision(isRound ? 1 : 3)));
}

function sum(columns: readonly (readonly number[])[]): number {
  return columns.flat().reduce((a, b) => a + b, 0);
}
