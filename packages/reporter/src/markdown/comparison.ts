import type { Comparison } from '../compare/compare.ts';
import { comparisonTable } from '../compare/comparison-table.ts';
import type { RegressionVerdict } from '../compare/regression.ts';
import { escapeMarkdown } from './escape.ts';
import { markdownTable } from './table.ts';

const SYMBOLS = { good: '✅', bad: '❌', unknown: '❔' } as const;

/** Writes comparisons as Markdown, for the summary of a CI job or a comment on a change. */
export function comparisonMarkdown(
  comparisons: readonly Comparison[],
  verdict: RegressionVerdict | undefined,
): string {
  const parts = comparisons.map((comparison) => {
    const warnings = comparison.warnings.map(({ text }) => `> ⚠️ ${escapeMarkdown(text)}\n`);
    const table = comparisonTable(comparison);
    const note = table.note === undefined ? '' : `\n${escapeMarkdown(table.note)}\n`;
    const warned = warnings.length > 0 ? `\n${warnings.join('>\n')}` : '';
    return `${markdownTable(table)}${note}${warned}`;
  });
  if (verdict !== undefined)
    parts.unshift(
      verdict.reasons
        .map((reason) => `${SYMBOLS[verdict.value]} ${escapeMarkdown(reason)}\n`)
        .join('\n'),
    );
  return parts.join('\n');
}
