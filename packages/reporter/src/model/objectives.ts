import type { Result } from '@lighthouse/contract';
import { formatDuration } from '@lighthouse/cli-kit/format';
import { sloName } from '@lighthouse/verdict';
import { countCell, formatFigure, shareCell, textCell, verdictCell } from './cells.ts';
import { withoutEmptyColumns } from './table.ts';
import type { Cell, Table } from './table.ts';

type Objective = NonNullable<Result['slo']>[number];

/** Service level objectives, with what became of their error budgets. */
export function objectivesTable({ slo = [] }: Result): Table {
  return withoutEmptyColumns({
    id: 'objectives',
    title: 'Objectives',
    columns: [
      { label: 'Objective' },
      { label: 'Verdict' },
      { label: 'Achieved', isNumeric: true },
      { label: 'Bad ones', isNumeric: true },
      { label: 'Budget left', isNumeric: true },
      { label: 'Burn rate', isNumeric: true },
      { label: 'Fastest burn' },
      { label: 'Because' },
    ],
    groups: [{ rows: slo.map(objectiveRow) }],
    whenEmpty: 'The scenario sets no objectives.',
    note: 'A burn rate of 1 spends exactly the bad operations that the objective allows.',
  });
}

function objectiveRow(objective: Objective): Cell[] {
  const { achieved, budget, burnRate, worst, verdict, reason } = objective;
  return [
    textCell(sloName(objective)),
    verdictCell(verdict),
    shareCell(achieved),
    countCell(budget.spent),
    shareCell(budget.left),
    burnRate === null ? textCell('n/a') : { text: `${formatFigure(burnRate)}×`, value: burnRate },
    textCell(worst === null || worst.burnRate === 0 ? '' : worstText(worst)),
    textCell(reason),
  ];
}

function worstText({ burnRate, fromMs, durationMs }: NonNullable<Objective['worst']>): string {
  const from = formatDuration(fromMs);
  return `${formatFigure(burnRate)}× for ${formatDuration(durationMs)} from ${from}`;
}
