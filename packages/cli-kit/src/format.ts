const BYTE_UNITS = ['KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;
/** Colour sequences take no room on the screen. */
// eslint-disable-next-line no-control-regex
const STYLE_SEQUENCE = /\u001b\[[0-9;]*m/g;

export interface TableLayout {
  /** Columns whose cells are pushed to the right, counted from 0. */
  readonly alignRight?: readonly number[];
  /** Spaces before each row. */
  readonly indent?: number;
}

/** Lines up rows of cells, two spaces between columns, no space at the end of a line. */
export function formatTable(
  rows: readonly (readonly string[])[],
  { alignRight = [], indent = 2 }: TableLayout = {},
): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries())
      widths[column] = Math.max(widths[column] ?? 0, visibleWidth(cell));
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => {
        const space = ' '.repeat((widths[column] ?? 0) - visibleWidth(cell));
        return alignRight.includes(column) ? space + cell : cell + space;
      })
      .join('  ')
      .trimEnd();
  return rows.map((row) => ' '.repeat(indent) + line(row)).join('\n');
}

/** Counts the characters of a text that take room on the screen. */
export function visibleWidth(text: string): number {
  return Array.from(text.replaceAll(STYLE_SEQUENCE, '')).length;
}

/** Writes a count with a comma between thousands: 1,234,567. */
export function formatCount(count: number): string {
  const [whole = '', fraction] = String(count).split('.');
  const grouped = whole.replaceAll(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/**
 * Writes a length of time with the units a reader expects: 250 µs, 12.3 ms, 4.56 s, 2 min 03 s,
 * 1 h 02 min.
 */
export function formatDuration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return 'n/a';
  if (durationMs < 0) return `-${formatDuration(-durationMs)}`;
  if (durationMs === 0) return '0 ms';
  if (durationMs < 0.9995) return `${threeDigits(durationMs * 1000)} µs`;
  if (durationMs < 999.5) return `${threeDigits(durationMs)} ms`;
  if (durationMs < 59_950) return `${threeDigits(durationMs / 1000)} s`;
  const seconds = Math.round(durationMs / 1000);
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${twoPlaces(seconds % 60)} s`;
  return `${formatCount(Math.floor(minutes / 60))} h ${twoPlaces(minutes % 60)} min`;
}

/** Writes a size in powers of 1024: 999 B, 1.50 KiB, 12.3 MiB. */
export function formatBytes(bytes: number): string {
  if (!Number.isFinite(bytes)) return 'n/a';
  if (bytes < 0) return `-${formatBytes(-bytes)}`;
  if (bytes < 1024) return `${threeDigits(bytes)} B`;
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 1023.5 && unit < BYTE_UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${threeDigits(size)} ${BYTE_UNITS[unit]}`;
}

/** Rounds to three digits that count; whole numbers stay whole. */
function threeDigits(value: number): string {
  if (Number.isInteger(value)) return formatCount(value);
  if (value >= 99.95) return formatCount(Math.round(value));
  return value.toFixed(value >= 9.995 ? 1 : 2);
}

function twoPlaces(value: number): string {
  return String(value).padStart(2, '0');
}
