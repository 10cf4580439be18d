import { formatTable, visibleWidth } from '@lighthouse/cli-kit/format';

export interface FittingLayout {
  readonly alignRight: readonly number[];
  /** Columns that can be done without, the first first, counted from 0. */
  readonly dispensable: readonly number[];
  /** Of a line; there is no limit where nobody looks at a screen. */
  readonly columnsMax: number;
}

/** Lines up rows of cells, without as many columns as it takes for them to fit a screen. */
export function formatFittingTable(
  rows: readonly (readonly string[])[],
  { alignRight, dispensable, columnsMax }: FittingLayout,
): string {
  const without = (left: readonly number[]) => {
    const kept = [...(rows[0]?.keys() ?? [])].filter((column) => !left.includes(column));
    const right = [...kept.keys()].filter((at) => alignRight.includes(kept[at] ?? 0));
    const cells = rows.map((row) => kept.map((column) => row[column] ?? ''));
    return formatTable(cells, { alignRight: right, indent: 0 });
  };
  const tables = Array.from({ length: dispensable.length + 1 }, (_, count) =>
    without(dispensable.slice(0, count)),
  );
  return tables.find((table) => widthOf(table) <= columnsMax) ?? tables.at(-1) ?? '';
}

function widthOf(table: string): number {
  return Math.max(...table.split('\n').map(visibleWidth));
}
