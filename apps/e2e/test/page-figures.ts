import type { Page } from 'playwright-core';

/** Gives the exact values of the figures that come first, by their names. */
export async function keyFigures(page: Page): Promise<Record<string, number | null>> {
  const figures = await page.$$eval('.figure', (elements) =>
    elements.map((element): [string, number | null] => {
      const data = element.querySelector('data');
      return [element.querySelector('dt')?.textContent ?? '', data && Number(data.value)];
    }),
  );
  return Object.fromEntries(figures);
}

/** Gives the exact values of a table's cells, row by row, without the first column. */
export function rowsOf(page: Page, id: string): Promise<(number | null)[][]> {
  return page.$$eval(`#${id} tbody tr:not(.group)`, (rows) =>
    rows.map((row) =>
      [...row.querySelectorAll('td')].map((cell) => {
        const data = cell.querySelector('data');
        return data && Number(data.value);
      }),
    ),
  );
}

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  '/s': 1,
  '%': 0.01,
  core: 1,
  cores: 1,
  µs: 0.001,
  ms: 1,
  s: 1000,
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
};

/** Reads a figure as a person would, and tells whether it is its exact value but for rounding. */
export function isRounded(text: string, value: number): boolean {
  const clock = /^(?:(\d+):)?(\d+):(\d\d(?:\.\d)?)$/.exec(text);
  if (clock !== null) {
    const [hours = 0, minutes = 0, seconds = 0] = clock.slice(1).map((part) => Number(part ?? 0));
    return Math.abs(hours * 3600 + minutes * 60 + seconds - value) <= 0.1;
  }
  const long = /^(\d+) (?:min (\d\d) s|h (\d\d) min)$/.exec(text);
  if (long !== null) {
    const [first = 0, seconds = 0, minutes = 0] = long.slice(1).map((part) => Number(part ?? 0));
    const ms = long[2] === undefined ? first * 3_600_000 + minutes * 60_000 : first * 60_000;
    return Math.abs(ms + seconds * 1000 - value) <= 60_000;
  }
  if (text === '>99.9%') return value > 0.999 && value < 1;
  const match = /^([\d,]+(?:\.\d+)?) ?(\S*)$/.exec(text);
  const unit = UNITS[match?.[2] ?? 'none'];
  if (match === null || unit === undefined) return false;
  const read = Number((match[1] ?? '').replaceAll(',', '')) * unit;
  return Math.abs(read - value) <= Math.abs(value) * 0.0051;
}
