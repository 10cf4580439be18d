import type { Cell, Column, RowGroup, Table } from '../model/table.ts';
import { rowCountOf } from '../model/table.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';

const SYMBOLS = { good: '✓', bad: '✗', unknown: '?', plain: '' } as const;

/** Renders a table under its title; one without rows says so. */
export function renderTable(table: Table): Html {
  const { id, title, whenEmpty } = table;
  const content =
    rowCountOf(table) === 0 ? markup`<p class="empty">${whenEmpty}</p>` : renderBareTable(table);
  return markup`<div class="block" id="${id}"><h3 id="${id}-title">${title}</h3>
${renderNote(table)}${content}</div>`;
}

/** Renders a table on a line of its own, if it has rows. */
export function renderIfFilled(table: Table): Html {
  return rowCountOf(table) === 0
    ? markup``
    : markup`
${renderTable(table)}`;
}

/** Renders a table that few readers need, closed at first. */
export function renderClosedTable(table: Table): Html {
  const { id, title } = table;
  if (rowCountOf(table) === 0) return markup``;
  return markup`<details class="block" id="${id}"><summary id="${id}-title">${title}</summary>
${renderNote(table)}${renderBareTable(table)}</details>`;
}

function renderNote({ note }: Table): Html | undefined {
  return note === undefined ? undefined : markup`<p class="note">${note}</p>`;
}

const COLUMNS_OF_A_WIDE_TABLE = 7;
/** A column with a longer text needs room for lines that can be read. */
const PROSE_LENGTH_MIN = 24;
/** A name or limit that is no longer stays on one line. */
const UNBROKEN_LENGTH_MAX = 24;

/** Renders the table alone. It is named by its title, and scrolls sideways by itself. */
function renderBareTable({ id, columns, groups }: Table): Html {
  const isWide = columns.length >= COLUMNS_OF_A_WIDE_TABLE;
  const rows = groups.flatMap((group) => group.rows);
  const classes = columns.map(({ isNumeric }, column) => {
    if (isNumeric === true) return markup` class="number"`;
    const isProse = rows.some((row) => (row[column]?.text.length ?? 0) >= PROSE_LENGTH_MIN);
    return isProse ? markup` class="prose"` : undefined;
  });
  return markup`<div class="scroll" tabindex="0" role="region" aria-labelledby="${id}-title">
<table${isWide ? markup` class="wide"` : undefined}>
<thead><tr>${columns.map(renderHead)}</tr></thead>
${groups.map((group) => renderGroup(group, classes))}
</table></div>`;
}

function renderHead({ label, isNumeric }: Column): Html {
  const className = isNumeric === true ? markup` class="number"` : undefined;
  return markup`<th scope="col"${className}>${label}</th>`;
}

/** Of each column, what makes a cell one of it. */
type Classes = readonly (Html | undefined)[];

function renderGroup({ id, label, rows }: RowGroup, classes: Classes): Html {
  const heading =
    label === undefined
      ? undefined
      : markup`<tr class="group"${renderId(id)}>
<th scope="rowgroup" colspan="${classes.length}">${label}</th></tr>`;
  return markup`<tbody>${heading}${rows.map((row) => renderRow(row, classes))}</tbody>`;
}

function renderRow(row: readonly Cell[], classes: Classes): Html {
  const cells = row.map((cell, index) =>
    index === 0
      ? markup`<th scope="row"${classes[index]}>${renderCell(cell)}</th>`
      : markup`<td${classes[index]}>${renderCell(cell)}</td>`,
  );
  return markup`<tr>${cells}</tr>
`;
}

function renderId(id: string | undefined): Html | undefined {
  return id === undefined ? undefined : markup` id="${id}"`;
}

/** Renders a cell's content, as a link where it leads somewhere. */
export function renderCell(cell: Cell): Html {
  const { id, leadsTo } = cell;
  const content = renderContent(cell);
  if (leadsTo !== undefined) return markup`<a href="#${leadsTo}"${renderId(id)}>${content}</a>`;
  return id === undefined ? content : markup`<span${renderId(id)}>${content}</span>`;
}

/** `bdi` keeps right-to-left text from rearranging what stands around it. */
function renderContent({ text, value, tone, isCode, isMissing }: Cell): Html {
  if (isMissing === true) return markup`<span class="missing">${text}</span>`;
  const inner =
    value === undefined
      ? markup`<bdi>${text}</bdi>`
      : markup`<data value="${value}">${text}</data>`;
  const content = isCode === true ? renderCode(inner, text) : inner;
  if (tone === undefined || tone === 'plain') return content;
  // A figure in colour says enough; a word needs its sign for who sees no colours.
  const sign = value === undefined ? SYMBOLS[tone] : undefined;
  const mark =
    sign === undefined ? undefined : markup`<span class="mark" aria-hidden="true">${sign}</span>`;
  return markup`<span class="tone ${tone}">${mark}${content}</span>`;
}

function renderCode(inner: Html, text: string): Html {
  const isUnbroken = text.length <= UNBROKEN_LENGTH_MAX;
  return markup`<code${isUnbroken ? markup` class="unbroken"` : undefined}>${inner}</code>`;
}
