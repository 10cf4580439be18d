import type { Chart, Line } from './page-data.ts';

/** Names the lines of a chart. Each name is a button that hides its line and shows it again. */
export function createLegend(
  { lines }: Chart,
  isShown: (line: Line) => boolean,
  onToggle: (line: Line, isShown: boolean) => void,
): HTMLElement {
  const legend = document.createElement('div');
  legend.className = 'chart-legend';
  legend.append(
    ...lines.map((line) => createButton(line, isShown(line), (shown) => onToggle(line, shown))),
  );
  return legend;
}

/** Draws a short piece of the line, as it is in the chart. */
export function createSwatch({ colour, isDashed }: Line): HTMLElement {
  const swatch = document.createElement('span');
  swatch.className = `line-swatch swatch-${colour}${isDashed === true ? ' dashed' : ''}`;
  return swatch;
}

function createButton(
  line: Line,
  isShownAtFirst: boolean,
  onToggle: (isShown: boolean) => void,
): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.setAttribute('aria-pressed', String(isShownAtFirst));
  button.append(createSwatch(line), line.label);
  button.addEventListener('click', () => {
    const isShown = button.getAttribute('aria-pressed') !== 'true';
    button.setAttribute('aria-pressed', String(isShown));
    onToggle(isShown);
  });
  return button;
}
