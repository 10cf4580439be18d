import type { Distribution, Result, Slice } from '@lighthouse/contract';
import { visibleText } from '@lighthouse/cli-kit/visible-text';

type Value = string | number | null;

const QUANTILES = ['min', 'mean', 'p50', 'p90', 'p95', 'p99', 'p999', 'max'] as const;
const OUTCOMES = ['intended', 'ok', 'fail', 'info', 'dropped'] as const;
const TIMES = [
  { key: 'latency', name: 'latency' },
  { key: 'serviceTime', name: 'service_time' },
  { key: 'sendDelay', name: 'send_delay' },
] as const;

/**
 * Writes one row for all operations and one for each slice, times in milliseconds. What is not
 * known is empty.
 */
export function renderCsv({ total, slices }: Result): string {
  const header = [
    'op',
    'role',
    'behaviour',
    ...OUTCOMES,
    ...TIMES.flatMap(({ name }) =>
      ['count', ...QUANTILES].map((figure) =>
        figure === 'count' ? `${name}_count` : `${name}_${figure}_ms`,
      ),
    ),
  ];
  const all = figuresRow(['all', 'all', 'all'], total);
  const rows = slices.map((slice) => figuresRow([slice.op, slice.role, slice.behaviour], slice));
  return csvText([header, all, ...rows]);
}

function figuresRow(tags: readonly string[], slice: Slice): Value[] {
  return [
    ...tags,
    ...OUTCOMES.map((outcome) => slice.counts[outcome]),
    ...TIMES.flatMap(({ key }) => quantilesOf(slice[key])),
  ];
}

function quantilesOf(distribution: Distribution): Value[] {
  return [distribution.count, ...QUANTILES.map((quantile) => distribution[quantile])];
}

/**
 * Writes the series, one row for each interval: times in milliseconds, memory in bytes, CPU as a
 * share of one core.
 */
export function renderSeriesCsv({ series }: Result): string {
  const { startMs, intervalMs, ...columns } = series;
  const entries = Object.entries(columns);
  const rows = series.intended.map((_, row): Value[] => [
    startMs + row * intervalMs,
    ...entries.map(([, column]) => column[row] ?? null),
  ]);
  return csvText([['startMs', ...entries.map(([name]) => name)], ...rows]);
}

/** As RFC 4180 has it: CRLF, quotes where they are needed. */
function csvText(rows: readonly (readonly Value[])[]): string {
  return rows.map((row) => `${row.map(csvField).join(',')}\r\n`).join('');
}

/**
 * A spreadsheet would run text that starts like a formula; an apostrophe in front keeps it text.
 */
function csvField(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const visible = visibleText(value);
  const text = /^[=+\-@]/.test(visible) ? `'${visible}` : visible;
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
