import type { Comparison } from '../compare/compare.ts';
import { comparisonTable } from '../compare/comparison-table.ts';
import type { RegressionVerdict } from '../compare/regression.ts';
import type { Cell } from '../model/table.ts';
import { visibleText } from '@lighthouse/cli-kit/visible-text';
import { formatFittingTable } from './fitting-table.ts';
import type { Screen, Style } from './summary.ts';

/** What a change rests on: the page and the JSON have it. */
const DISPENSABLE = [4];

/** Writes comparisons as tables, what stands against them first. */
export function renderComparisons(
  comparisons: readonly Comparison[],
  verdict: RegressionVerdict | undefined,
  screen: Screen,
): string {
  const { style } = screen;
  const blocks = comparisons.map((comparison) => renderOne(comparison, screen));
  if (verdict !== undefined)
    blocks.push(
      [
        style[verdict.value](style.bold(verdict.value.toUpperCase())),
        ...verdict.reasons.map((reason) => `  ${visibleText(reason)}`),
      ].join('\n'),
    );
  return `${blocks.join('\n\n')}\n`;
}

function renderOne(comparison: Comparison, { style, columnsMax }: Screen): string {
  const { columns, groups, note } = comparisonTable(comparison);
  const header = columns.map(({ label }) => style.dim(visibleText(label)));
  const rows = groups.flatMap((group) =>
    group.rows.map((row) => row.map((cell) => shown(cell, style))),
  );
  const alignRight = columns.flatMap(({ isNumeric }, at) => (isNumeric === true ? [at] : []));
  const warnings = comparison.warnings.map(
    ({ isBlocking, text }) => `${style.unknown(isBlocking ? '!' : 'note')} ${visibleText(text)}`,
  );
  const table = formatFittingTable([header, ...rows], {
    alignRight,
    dispensable: DISPENSABLE,
    columnsMax,
  });
  return [...warnings, table, ...(note === undefined ? [] : [style.dim(note)])].join('\n');
}

function shown({ text, tone = 'plain' }: Cell, style: Style): string {
  const visible = visibleText(text);
  return tone === 'plain' ? visible : style[tone](visible);
}
