import type { SliceTag, OutcomeCounts, Result } from '@lighthouse/contract';
import { codeCell, countCell, durationCell, shareCell, textCell } from './cells.ts';
import type { Quantiles } from './histogram.ts';
import { errorShare, groupSlices, isPartitioned } from './slices.ts';
import type { Cell, Column, RowGroup, Table } from './table.ts';

const GROUPS: readonly { tag: SliceTag; label: string }[] = [
  { tag: 'op', label: 'By operation' },
  { tag: 'role', label: 'By role' },
  { tag: 'behaviour', label: 'By behaviour' },
];

const COLUMNS: readonly Column[] = [
  { label: 'Which' },
  ...['Intended', 'OK', 'Failed', 'Unknown', 'Dropped', 'Errors', 'p50', 'p95', 'p99', 'p99.9']
    .concat('Max')
    .map((label) => ({ label, isNumeric: true })),
];

const NOTE =
  'Latency counts from when an operation was intended to its answer. ' +
  'Unknown: no answer came, so it may or may not have happened; it counts as an error.';

/** Figures of all operations, then by each tag. */
export function operationsTable(result: Result): Table {
  const { total } = result;
  const groups: RowGroup[] = [
    { rows: [figuresRow(textCell('All operations'), total.counts, total.latency)] },
  ];
  if (result.slices.length > 0 && isPartitioned(result))
    for (const { tag, label } of GROUPS)
      groups.push({
        label,
        rows: groupSlices(result.slices, tag).map(({ name, counts, latency }) =>
          figuresRow(codeCell(name), counts, latency),
        ),
      });
  return {
    id: 'operations',
    title: 'By operation, role and behaviour',
    note: NOTE,
    columns: COLUMNS,
    groups,
    whenEmpty: 'No operation was intended.',
  };
}

/** Figures of every combination of tags, as the result has them. */
export function combinationsTable({ slices }: Result): Table {
  return {
    id: 'combinations',
    title: 'Every combination of the three',
    columns: COLUMNS,
    groups: [
      {
        rows: slices.map(({ op, role, behaviour, counts, latency }) =>
          figuresRow(codeCell(`${op} · ${role} · ${behaviour}`), counts, latency),
        ),
      },
    ],
    whenEmpty: 'No operation was intended.',
  };
}

function figuresRow(name: Cell, counts: OutcomeCounts, latency: Quantiles): Cell[] {
  const n = latency.count;
  const errors = shareCell(errorShare(counts), counts.ok + counts.fail + counts.info);
  return [
    name,
    countCell(counts.intended),
    countCell(counts.ok),
    countCell(counts.fail, counts.fail > 0 ? 'bad' : 'plain'),
    countCell(counts.info, counts.info > 0 ? 'unknown' : 'plain'),
    countCell(counts.dropped, counts.dropped > 0 ? 'unknown' : 'plain'),
    errors,
    durationCell(latency.p50, n),
    durationCell(latency.p95, n),
    durationCell(latency.p99, n),
    durationCell(latency.p999, n),
    durationCell(latency.max, n),
  ];
}

/** What went wrong, most frequent first, and in which operations. */
export function errorsTable({ total, slices }: Result): Table {
  const codes = Object.entries(total.errors).toSorted(
    ([aCode, a], [bCode, b]) => b - a || (aCode < bCode ? -1 : 1),
  );
  return {
    id: 'errors',
    title: 'Errors',
    columns: [
      { label: 'Error' },
      { label: 'Count', isNumeric: true },
      { label: 'Of all intended', isNumeric: true },
      { label: 'Where' },
    ],
    groups: [
      {
        rows: codes.map(([code, count]) => [
          codeCell(code),
          countCell(count),
          shareCell(total.counts.intended === 0 ? null : count / total.counts.intended),
          textCell(whereOf(code, slices)),
        ]),
      },
    ],
    whenEmpty:
      total.counts.intended === 0
        ? 'No operation was intended.'
        : 'Nothing failed, and every answer came.',
  };
}

const PLACES_MAX = 5;

function whereOf(code: string, slices: Result['slices']): string {
  const places = slices
    .map(({ op, role, errors }) => ({ name: `${op} of ${role}`, count: errors[code] ?? 0 }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
  const named = places.slice(0, PLACES_MAX).map(({ name, count }) => `${name} (${count})`);
  return named.concat(places.length > PLACES_MAX ? ['…'] : []).join(', ');
}
