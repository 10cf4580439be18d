import type { Fact } from '../model/table.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';
import { renderCell } from './table.ts';

export function renderFacts(facts: readonly Fact[]): Html {
  const items = facts.map(
    ({ label, cell }) => markup`<div><dt>${label}</dt><dd>${renderCell(cell)}</dd></div>
`,
  );
  return markup`<dl class="facts">${items}</dl>`;
}
