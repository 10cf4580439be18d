import { formatCount } from '@lighthouse/cli-kit/format';
import {
  bytesCell,
  coresCell,
  countCell,
  durationCell,
  formatFigure,
  rateCell,
  shareCell,
  textCell,
} from '../model/cells.ts';
import type { Cell, Table } from '../model/table.ts';
import type { Comparison, Difference } from './compare.ts';

const TONES = { better: 'good', worse: 'bad', unclear: 'plain' } as const;

/** A comparison as a table: a row a figure. `~` stands where nothing can be said. */
export function comparisonTable(comparison: Comparison): Table {
  const { base, other, runs, differences } = comparison;
  return {
    id: 'comparison',
    title: `${other} against ${base}`,
    columns: [
      { label: 'Figure' },
      { label: `${base} (${runsText(runs[0])})`, isNumeric: true },
      { label: `${other} (${runsText(runs[1])})`, isNumeric: true },
      { label: 'Change', isNumeric: true },
      { label: 'Rests on' },
    ],
    groups: [{ rows: differences.map(rowOf) }],
    whenEmpty: 'There is nothing to compare.',
  };
}

/** The same with the intervals that the changes rest on, for where there is room. */
export function detailedComparisonTable(comparison: Comparison, id: string): Table {
  const { columns, groups, ...table } = comparisonTable(comparison);
  const interval = { label: '99 % interval', isNumeric: true };
  const [name, base, other, ...rest] = columns;
  const row = (cells: readonly Cell[], difference: Difference | undefined): Cell[] => {
    const [figure, one, two, ...others] = cells;
    const intervals = (difference?.intervals ?? [null, null]).map((each) =>
      intervalCell(difference?.figure.unit ?? 'count', each),
    );
    return [figure, one, intervals[0], two, intervals[1], ...others].filter(
      (cell) => cell !== undefined,
    );
  };
  return {
    ...table,
    id,
    columns: [name, base, interval, other, interval, ...rest].filter(
      (column) => column !== undefined,
    ),
    groups: groups.map(({ rows }) => ({
      rows: rows.map((cells, at) => row(cells, comparison.differences[at])),
    })),
  };
}

function intervalCell(
  unit: Difference['figure']['unit'],
  interval: Difference['intervals'][number],
): Cell {
  if (interval === null || unit === 'count') return { text: '–', isMissing: true };
  return textCell(
    `${figureCell(unit, interval.low).text} to ${figureCell(unit, interval.high).text}`,
  );
}

function runsText(count: number): string {
  return count === 1 ? '1 run' : `${formatCount(count)} runs`;
}

function rowOf(difference: Difference): Cell[] {
  const { figure, base, other, reason } = difference;
  return [
    textCell(figure.name),
    figureCell(figure.unit, base),
    figureCell(figure.unit, other),
    changeCell(difference),
    textCell(reason),
  ];
}

function figureCell(unit: Difference['figure']['unit'], value: number | null): Cell {
  switch (unit) {
    case 'duration':
      return durationCell(value);
    case 'share':
      return shareCell(value);
    case 'rate':
      return rateCell(value);
    case 'cores':
      return coresCell(value);
    case 'bytes':
      return bytesCell(value);
    case 'count':
      return value === null ? textCell('n/a') : countCell(value);
  }
}

function changeCell({ change, relative, base, other }: Difference): Cell {
  const tone = TONES[change];
  if (change === 'unclear') return textCell('~', tone);
  if (relative === null) return textCell(`${base ?? 0} to ${formatFigure(other ?? 0)}`, tone);
  const percent = formatFigure(Math.abs(relative) * 100);
  return { text: `${relative < 0 ? '−' : '+'}${percent}%`, value: relative, tone };
}
