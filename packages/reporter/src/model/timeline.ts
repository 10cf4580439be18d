import { formatDuration } from '@lighthouse/cli-kit/format';
import type { Series } from '@lighthouse/contract';
import { bytesCell, countCell, coresCell, durationCell, textCell } from './cells.ts';
import { shortenSeries } from './series.ts';
import type { Cell, Table } from './table.ts';

const ROWS_MAX = 24;
const JOINED = ' Counts are added up; of everything else the highest value in that time is shown.';

/** The charts as a table: for reading without scripts, aloud, and on paper. */
export function timelineTable(whole: Series): Table {
  const series = shortenSeries(whole, ROWS_MAX);
  const isJoined = series !== whole;
  return {
    id: 'timeline',
    title: 'The charts as a table',
    note: `Each row covers ${formatDuration(series.intervalMs)}.${isJoined ? JOINED : ''}`,
    columns: [
      { label: 'From' },
      ...['Intended', 'OK', 'Failed', 'Unknown', 'Dropped', 'Agents', 'p50', 'p95', 'p99', 'Max']
        .concat('Send delay p99', 'Generator CPU', 'Target CPU', 'Target memory')
        .map((label) => ({ label, isNumeric: true })),
    ],
    groups: [{ rows: series.intended.map((_, row) => timelineRow(series, row)) }],
    whenEmpty: 'The run ended before its first interval did.',
  };
}

function timelineRow(series: Series, row: number): Cell[] {
  const elapsedMs = row * series.intervalMs;
  const at = (column: readonly (number | null)[]) => column[row] ?? null;
  return [
    { ...textCell(formatElapsed(elapsedMs)), value: elapsedMs / 1000 },
    ...[series.intended, series.ok, series.fail, series.info, series.dropped, series.agents].map(
      (column) => countCell(column[row] ?? 0),
    ),
    ...[series.latencyP50, series.latencyP95, series.latencyP99, series.latencyMax].map((column) =>
      durationCell(at(column)),
    ),
    durationCell(at(series.sendDelayP99)),
    coresCell(at(series.generatorCpu)),
    coresCell(at(series.targetCpu)),
    bytesCell(at(series.targetMemory)),
  ];
}

/** Writes a point in time of the run as on a stopwatch: 0:07, 12:30, 1:02:03. */
export function formatElapsed(elapsedMs: number): string {
  const tenths = Math.round(elapsedMs / 100);
  const seconds = Math.floor(tenths / 10);
  const fraction = tenths % 10 === 0 ? '' : `.${tenths % 10}`;
  const places = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = `${places(seconds % 60)}${fraction}`;
  return hours === 0 ? `${minutes}:${end}` : `${hours}:${places(minutes)}:${end}`;
}
