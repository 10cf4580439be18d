import { formatValue } from './format-value.ts';
import type { Chart, Line } from './page-data.ts';

export interface Legend {
  readonly element: HTMLElement;
  /** Shows the values at a point, or none. */
  readonly showPoint: (index: number | null | undefined) => void;
}

/** Names the lines of a chart. Each name is a button that hides its line and shows it again. */
export function createLegend(
  chart: Chart,
  onToggle: (line: number, isShown: boolean) => void,
): Legend {
  const element = document.createElement('div');
  element.className = 'chart-legend';
  const values = chart.lines.map((line, index) => {
    const value = document.createElement('span');
    value.className = 'legend-value';
    element.append(createButton(line, value, (isShown) => onToggle(index, isShown)));
    return value;
  });
  return {
    element,
    showPoint: (index) => {
      for (const [line, value] of values.entries())
        value.textContent = textOf(chart, line, index ?? undefined);
    },
  };
}

function textOf({ lines, unit }: Chart, line: number, index: number | undefined): string {
  if (index === undefined) return '';
  const value = lines[line]?.values[index] ?? null;
  return value === null ? 'n/a' : formatValue(value, unit);
}

function createButton(
  line: Line,
  value: HTMLElement,
  onToggle: (isShown: boolean) => void,
): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-pressed', 'true');
  const swatch = document.createElement('span');
  swatch.className = `line-swatch swatch-${line.colour}${line.isDashed === true ? ' dashed' : ''}`;
  button.append(swatch, line.label, value);
  button.addEventListener('click', () => {
    const isShown = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isShown));
    onToggle(isShown);
  });
  return button;
}
