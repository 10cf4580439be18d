import type uPlot from 'uplot';
import { formatElapsed, formatValue } from './format-value.ts';
import type { Line, Unit } from './page-data.ts';

const FONT = '12px system-ui, sans-serif';
const LINE_WIDTH = 1.75;
const DASH = [5, 4];
/** Steps of a time axis that a reader can count in, in seconds. */
const TIME_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];
const BYTE_STEPS = Array.from({ length: 44 }, (_, power) => 2 ** power);

/** Charts with one key follow each other's cursor. */
export const SYNC_KEY = 'over-time';

/** Tells whether a reader looks at a part of the time. */
export function isZoomed({ data, scales }: uPlot): boolean {
  const [first, last] = [data[0][0] ?? 0, data[0].at(-1) ?? 0];
  const { min, max } = scales['x'] ?? {};
  return (min ?? first) > first || (max ?? last) < last;
}

/** Shows all of a line from zero up: cut-off axes make small differences look big. */
export function valueRange(_lowest: number, highest: number): [number, number] {
  return [0, highest > 0 ? highest * 1.05 : 1];
}

export function axesOf(unit: Unit): uPlot.Axis[] {
  const look: uPlot.Axis = {
    font: FONT,
    stroke: () => colour('--muted'),
    grid: { stroke: () => colour('--rule'), width: 1 },
    ticks: { show: false },
    gap: 6,
  };
  return [
    {
      ...look,
      size: 30,
      grid: { show: false },
      border: { show: true, stroke: () => colour('--rule-strong'), width: 1 },
      incrs: TIME_STEPS,
      space: 56,
      values: (_plot, splits) => splits.map(formatElapsed),
    },
    {
      ...look,
      size: (_plot, labels) => widthOf(labels),
      space: 36,
      ...(unit === 'bytes' ? { incrs: BYTE_STEPS } : {}),
      values: (_plot, splits) =>
        splits.map((value: number | null) => (value === null ? '' : formatValue(value, unit))),
    },
  ];
}

export function seriesOf({ label, colour: name, isDashed }: Line, isShown: boolean): uPlot.Series {
  return {
    label,
    show: isShown,
    stroke: () => colour(`--line-${name}`),
    width: LINE_WIDTH,
    ...(isDashed === true ? { dash: DASH } : {}),
    points: { size: 5, fill: () => colour('--paper'), filter: pointsShown },
  };
}

const CHARACTER_WIDTH = 7;

/** Makes room for the longest label and no more. */
export function widthOf(labels: readonly string[] | null): number {
  const longest = Math.max(3, ...(labels ?? []).map((label) => label.length));
  return longest * CHARACTER_WIDTH + 10;
}

/** With few points on the screen all of them are shown; otherwise those that nothing else shows. */
function pointsShown(plot: uPlot, seriesIndex: number, areAllShown: boolean): number[] | null {
  return areAllShown ? null : isolatedPoints(Array.from(plot.data[seriesIndex] ?? []));
}

/** A value between two gaps has no line to be seen by; it gets a point. */
export function isolatedPoints(values: readonly (number | null | undefined)[]): number[] {
  const isKnown = (index: number) => values[index] !== null && values[index] !== undefined;
  const indexes = values.map((_, index) => index);
  return indexes.filter((index) => isKnown(index) && !isKnown(index - 1) && !isKnown(index + 1));
}

/** Reads a colour of the style sheet as it is now, for a canvas cannot. */
export function colour(property: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(property).trim();
}
