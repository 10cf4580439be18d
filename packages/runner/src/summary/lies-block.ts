import { formatCount, formatTable } from '@lighthouse/cli-kit/format';
import type { Result } from '@lighthouse/contract';
import type { Style } from './terminal-summary.ts';

type Row = Result['byzantine'][number];
interface BehaviourSum {
  readonly attempts: number;
  readonly refused: number;
  readonly accepted: number;
  readonly unknown: number;
  readonly answers: Readonly<Record<string, number>>;
}

const ANSWERS_SHOWN = 3;
const COUNTS = ['attempts', 'refused', 'accepted', 'unknown'] as const;

/** Tells by behaviour what liars tried and got; which attack was accepted is among the reasons. */
export function liesTable(rows: readonly Row[], style: Style): string {
  if (rows.length === 0) return '';
  const sums = new Map<string, BehaviourSum>();
  for (const row of rows) sums.set(row.behaviour, sum(sums.get(row.behaviour), row));
  const head = ['', ...COUNTS, 'answers'].map((name) => style.dim(name));
  const cells = [...sums].map(([behaviour, of]) => [
    of.accepted > 0 ? style.bad(behaviour) : behaviour,
    ...COUNTS.map((name) => formatCount(of[name])),
    answersText(of.answers),
  ]);
  return formatTable([head, ...cells], { alignRight: [1, 2, 3, 4] });
}

function sum(before: BehaviourSum | undefined, row: Row): BehaviourSum {
  if (before === undefined) return row;
  const answers = { ...before.answers };
  for (const [name, count] of Object.entries(row.answers))
    answers[name] = (answers[name] ?? 0) + count;
  const add = (name: (typeof COUNTS)[number]) => before[name] + row[name];
  return {
    attempts: add('attempts'),
    refused: add('refused'),
    accepted: add('accepted'),
    unknown: add('unknown'),
    answers,
  };
}

function answersText(answers: BehaviourSum['answers']): string {
  const most = Object.entries(answers).toSorted(([, a], [, b]) => b - a);
  const shown = most
    .slice(0, ANSWERS_SHOWN)
    .map(([name, count]) => `${name} ${formatCount(count)}`);
  const more = most.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
