/** How something is judged; `plain` is not judged. */
export type Tone = 'good' | 'bad' | 'unknown' | 'plain';

/** One cell, ready to be shown. Its text is not escaped for any format. */
export interface Cell {
  readonly text: string;
  /** The exact figure behind a rounded text. */
  readonly value?: number;
  readonly tone?: Tone;
  /** Something to be read letter by letter: a name, a key, an expression. */
  readonly isCode?: boolean;
  /** There is no figure; the text says so. */
  readonly isMissing?: boolean;
  /** Its name on a page, for links to it. */
  readonly id?: string;
  /** The id of what it leads to on the same page. */
  readonly leadsTo?: string;
}

export interface Column {
  readonly label: string;
  readonly isNumeric?: boolean;
}

/** Rows under a common heading; without a label they just follow. */
export interface RowGroup {
  /** Its name on a page, for links to it; only with a label. */
  readonly id?: string;
  readonly label?: string;
  readonly rows: readonly (readonly Cell[])[];
}

/** A table in no format yet. The first cell of each row names it. */
export interface Table {
  readonly id: string;
  readonly title: string;
  readonly note?: string;
  readonly columns: readonly Column[];
  readonly groups: readonly RowGroup[];
  /** Said instead when there are no rows. */
  readonly whenEmpty: string;
}

/** A name and what it is, for lists of facts. */
export interface Fact {
  readonly label: string;
  readonly cell: Cell;
}

export function rowCountOf(table: Table): number {
  return table.groups.reduce((count, group) => count + group.rows.length, 0);
}

/** Leaves out the columns in which no row says anything. */
export function withoutEmptyColumns(table: Table): Table {
  const rows = table.groups.flatMap((group) => group.rows);
  const isFilled = table.columns.map((_, column) => rows.some((row) => row[column]?.text !== ''));
  return {
    ...table,
    columns: table.columns.filter((_, column) => isFilled[column]),
    groups: table.groups.map((group) => ({
      ...group,
      rows: group.rows.map((row) => row.filter((_, column) => isFilled[column])),
    })),
  };
}
