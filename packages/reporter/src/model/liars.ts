import { formatCount } from '@lighthouse/cli-kit/format';
import type { Result } from '@lighthouse/contract';
import { EXAMPLE_COLUMNS, exampleRow } from './audit.ts';
import { codeCell, countCell, textCell } from './cells.ts';
import type { Cell, RowGroup, Table, Tone } from './table.ts';

type Row = Result['byzantine'][number];

/** What agents that lie tried, and what they got. */
export function liarsTable({ byzantine }: Pick<Result, 'byzantine'>): Table {
  const behaviours = [...new Set(byzantine.map(({ behaviour }) => behaviour))];
  return {
    id: 'liars',
    title: 'What liars tried',
    note: 'Accepted is what a correct target has none of. Attacks count in no other table.',
    columns: [
      { label: 'Attack' },
      { label: 'Tried' },
      { label: 'Right answer' },
      ...['Attempts', 'Refused', 'Accepted', 'Unknown'].map((label) => ({
        label,
        isNumeric: true,
      })),
      { label: 'Answers' },
    ],
    groups: behaviours.map((behaviour) => ({
      label: behaviour,
      rows: byzantine.filter((row) => row.behaviour === behaviour).map(liarRow),
    })),
    whenEmpty: 'All agents were honest.',
  };
}

function liarRow(row: Row): Cell[] {
  const { attack, tried, expected, attempts, refused, accepted, unknown, answers } = row;
  return [
    codeCell(attack),
    textCell(tried),
    textCell(expected),
    countCell(attempts),
    countCell(refused),
    countCell(accepted, accepted > 0 ? 'bad' : 'good'),
    countCell(unknown, unknown > 0 && unknown === attempts ? 'unknown' : 'plain'),
    textCell(
      Object.entries(answers)
        .toSorted(([, a], [, b]) => b - a)
        .map(([answer, count]) => `${answer} ${formatCount(count)}`)
        .join(', '),
    ),
  ];
}

/** Attacks that were accepted, one by one. */
export function acceptedLiesTable({ byzantine }: Pick<Result, 'byzantine'>): Table {
  const groups = byzantine.map(({ behaviour, attack, examples }): RowGroup => ({
    label: `${behaviour}: ${attack}`,
    rows: examples.map(exampleRow),
  }));
  return {
    id: 'accepted-lies',
    title: 'Lies that were accepted',
    columns: EXAMPLE_COLUMNS,
    groups: groups.filter(({ rows }) => rows.length > 0),
    whenEmpty: 'None.',
  };
}

/** What a verdict rests on, where agents lied; undefined where all were honest. */
export function liarSupport({
  byzantine,
}: Pick<Result, 'byzantine'>): { label: string; tone: Tone; text: string } | undefined {
  if (byzantine.length === 0) return undefined;
  const sum = (of: (row: Row) => number) => byzantine.reduce((total, row) => total + of(row), 0);
  const [attempts, accepted] = [sum((row) => row.attempts), sum((row) => row.accepted)];
  const text = `${formatCount(accepted)} of ${formatCount(attempts)} attacks accepted`;
  const tone = accepted > 0 ? 'bad' : attempts === 0 ? 'unknown' : 'good';
  return { label: 'Liars', tone, text };
}
