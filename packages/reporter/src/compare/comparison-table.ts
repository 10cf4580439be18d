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

/**
 * A comparison as a table: a row a figure. `~` stands where nothing can be said; a figure that
 * neither side has is left out, which a note says.
 */
export function comparisonTable(comparison: Comparison): Table {
  const { base, other, runs, differences } = comparison;
  const shown = shownDifferences(comparison);
  const leftOut = differences.length - shown.length;
  return {
    ...(leftOut > 0 && { note: leftOutText(leftOut) }),
    id: 'comparison',
    title: `${other} against ${base}`,
    columns: [
      { label: 'Figure' },
      { label: `${base} (${runsText(runs[0])})`, isNumeric: true },
      { label: `${other} (${runsText(runs[1])})`, isNumeric: true },
      { label: 'Change', isNumeric: true },
      { label: 'Rests on' },
    ],
    groups: [{ rows: shown.map(rowOf) }],
    whenEmpty: 'There is nothing to compare.',
  };
}

/**
 * The same with the intervals that the changes rest on. The change comes first: a narrow screen has
 * room for little more.
 */
export function detailedComparisonTable(comparison: Comparison, id: string): Table {
  const { columns, groups, ...table } = comparisonTable(comparison);
  const { base, other } = comparison;
  const differences = shownDifferences(comparison);
  const intervals = [base, other].map((side) => ({
    label: `99 % interval of ${side}`,
    isNumeric: true,
  }));
  return {
    ...table,
    id,
    columns: [...changeFirst(columns), ...intervals],
    groups: groups.map(({ rows }) => ({
      rows: rows.map((cells, at) => [...changeFirst(cells), ...intervalCells(differences[at])]),
    })),
  };
}

function shownDifferences({ differences }: Comparison): Difference[] {
  return differences.filter(({ base, other }) => base !== null || other !== null);
}

function leftOutText(count: number): string {
  const figures = count === 1 ? '1 figure has' : `${formatCount(count)} figures have`;
  return `${figures} too few samples on both sides, and no line here.`;
}

/** Name, two sides and change become name, change and two sides. */
function changeFirst<T>(row: readonly T[]): T[] {
  return [...row.slice(0, 1), ...row.slice(3, 4), ...row.slice(1, 3), ...row.slice(4)];
}

function intervalCells(difference: Difference | undefined): Cell[] {
  const unit = difference?.figure.unit ?? 'count';
  return (difference?.intervals ?? [null, null]).map((each) => intervalCell(unit, each));
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

function changeCell({ figure, change, relative, base, other }: Difference): Cell {
  const tone = TONES[change];
  if (change === 'unclear') return textCell('~', tone);
  if (relative === null) {
    const [from, to] = [base, other].map((value) => figureCell(figure.unit, value).text);
    return textCell(`${from} to ${to}`, tone);
  }
  const percent = formatFigure(Math.abs(relative) * 100);
  return { text: `${relative < 0 ? '−' : '+'}${percent}%`, value: relative, tone };
}
