import { markup } from './html.ts';
import type { Html } from './html.ts';
import type { Scale } from './scale.ts';
import { shape } from './svg.ts';

/** Measures of a plot in the units of its drawing; on the page it takes whatever width there is. */
export const PLOT = { width: 520, height: 280, left: 58, right: 22, top: 22, bottom: 42 } as const;

export const X_RANGE = { from: PLOT.left, to: PLOT.width - PLOT.right } as const;
export const Y_RANGE = { from: PLOT.height - PLOT.bottom, to: PLOT.top } as const;

export interface Axis {
  readonly scale: Scale;
  readonly ticks: readonly { readonly at: number; readonly label: string }[];
  readonly label: string;
}

export interface Plot {
  readonly id: string;
  readonly title: string;
  /** For whoever cannot see the drawing. */
  readonly description: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Html[];
}

/** Draws axes around marks. Colours and fonts come from the style sheet of the page. */
export function renderPlot({ id, title, description, x, y, marks }: Plot): Html {
  const [titleId, descriptionId] = [`${id}-title`, `${id}-description`];
  const size = `0 0 ${PLOT.width} ${PLOT.height}`;
  const names = `${titleId} ${descriptionId}`;
  return markup`<svg class="plot" viewBox="${size}" role="img" aria-labelledby="${names}">
${shape('title', { id: titleId }, title)}
${shape('desc', { id: descriptionId }, description)}
${y.ticks.map(({ at, label }) => renderYTick(y.scale(at), label))}
${x.ticks.map(({ at, label }) => renderXTick(x.scale(at), label))}
${shape('line', { class: 'axis', ...acrossAt(Y_RANGE.from) })}
${shape('text', { x: X_RANGE.to, y: PLOT.height - 6, 'text-anchor': 'end' }, x.label)}
${shape('text', { x: 4, y: 12 }, y.label)}
${marks}
</svg>`;
}

function renderYTick(y: number, label: string): Html {
  return markup`${shape('line', { class: 'grid', ...acrossAt(y) })}
${shape('text', { x: X_RANGE.from - 7, y: y + 4, 'text-anchor': 'end' }, label)}
`;
}

function renderXTick(x: number, label: string): Html {
  const [top, bottom] = [Y_RANGE.from, Y_RANGE.from + 4];
  return markup`${shape('line', { class: 'axis', x1: x, x2: x, y1: top, y2: bottom })}
${shape('text', { x, y: top + 18, 'text-anchor': 'middle' }, label)}
`;
}

function acrossAt(y: number) {
  return { x1: X_RANGE.from, x2: X_RANGE.to, y1: y, y2: y };
}
