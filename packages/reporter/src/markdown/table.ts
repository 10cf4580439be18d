import { formatCount } from '@lighthouse/cli-kit/format';
import type { Cell, Column, Table } from '../model/table.ts';
import { rowCountOf } from '../model/table.ts';
import { escapeMarkdown, markdownCell } from './escape.ts';

const ROWS_MAX = 100;

/**
 * Writes a table with its title, as GitHub's Markdown has tables. Headings of groups become rows in
 * bold.
 */
export function markdownTable(table: Table): string {
  const { title, columns, whenEmpty } = table;
  const heading = `### ${escapeMarkdown(title)}\n\n`;
  if (rowCountOf(table) === 0) return `${heading}${escapeMarkdown(whenEmpty)}\n`;
  const rows = rowsOf(table);
  const left = rowCountOf(table) - ROWS_MAX;
  const more = left > 0 ? `\n… and ${formatCount(left)} more.\n` : '';
  const lines = [columns.map(({ label }) => escapeMarkdown(label)), columns.map(ruleOf), ...rows];
  return `${heading}${lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')}${more}`;
}

function ruleOf({ isNumeric }: Column): string {
  return isNumeric === true ? '--:' : '---';
}

function rowsOf({ groups, columns }: Table): string[][] {
  const rows: string[][] = [];
  let written = 0;
  for (const group of groups) {
    if (group.label !== undefined && written < ROWS_MAX)
      rows.push([`**${escapeMarkdown(group.label)}**`, ...columns.slice(1).map(() => '')]);
    const shown = group.rows.slice(0, ROWS_MAX - written);
    rows.push(...shown.map((row: readonly Cell[]) => row.map(markdownCell)));
    written += shown.length;
  }
  return rows;
}
