import type { Cell, Column, RowGroup, Table } from '../model/table.ts';
import { rowCountOf } from '../model/table.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';

const SYMBOLS = { good: '✓', bad: '✗', unknown: '?', plain: '' } as const;

/** Renders a table with its title as caption. It scrolls sideways by itself, by keyboard too. */
export function renderTable(table: Table): Html {
  const { id, title, note, whenEmpty } = table;
  const caption = markup`<h3 id="${id}-title">${title}</h3>${note === undefined ? undefined : markup`<p class="note">${note}</p>`}`;
  if (rowCountOf(table) === 0)
    return markup`<div class="block" id="${id}">${caption}<p class="empty">${whenEmpty}</p></div>`;
  return markup`<div class="block" id="${id}">${caption}${renderBareTable(table)}</div>`;
}

/** Renders the table alone, named by an element with the id `<table id>-title`. */
export function renderBareTable({ id, columns, groups }: Table): Html {
  return markup`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-title"><table>
<thead><tr>${columns.map(renderHead)}</tr></thead>
${groups.map((group) => renderGroup(group, columns))}
</table></div>`;
}

function renderHead({ label, isNumeric }: Column): Html {
  return markup`<th scope="col"${isNumeric === true ? markup` class="number"` : undefined}>${label}</th>`;
}

function renderGroup({ label, rows }: RowGroup, columns: readonly Column[]): Html {
  const heading =
    label === undefined
      ? undefined
      : markup`<tr class="group"><th scope="rowgroup" colspan="${columns.length}">${label}</th></tr>`;
  return markup`<tbody>${heading}${rows.map((row) => renderRow(row, columns))}</tbody>`;
}

function renderRow(row: readonly Cell[], columns: readonly Column[]): Html {
  const cells = row.map((cell, index) => {
    const className = columns[index]?.isNumeric === true ? markup` class="number"` : undefined;
    return index === 0
      ? markup`<th scope="row"${className}>${renderCell(cell)}</th>`
      : markup`<td${className}>${renderCell(cell)}</td>`;
  });
  return markup`<tr>${cells}</tr>
`;
}

/** Renders a cell's content; `bdi` keeps right-to-left text from rearranging what stands around it. */
export function renderCell({ text, value, tone, isCode }: Cell): Html {
  const inner =
    value === undefined
      ? markup`<bdi>${text}</bdi>`
      : markup`<data value="${value}">${text}</data>`;
  const content = isCode === true ? markup`<code>${inner}</code>` : inner;
  if (tone === undefined || tone === 'plain') return content;
  const isMarked = value === undefined && !text.startsWith('n/a');
  const mark = isMarked
    ? markup`<span class="mark" aria-hidden="true">${SYMBOLS[tone]}</span>`
    : undefined;
  return markup`<span class="tone ${tone}">${mark}${content}</span>`;
}
