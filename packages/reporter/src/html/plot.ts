import { markup } from './html.ts';
import type { Html } from './html.ts';
import type { Scale } from './scale.ts';

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
  return markup`<svg class="plot" viewBox="0 0 ${PLOT.width} ${PLOT.height}" role="img" aria-labelledby="${id}-title ${id}-description">
<title id="${id}-title">${title}</title><desc id="${id}-description">${description}</desc>
${y.ticks.map(({ at, label }) => renderYTick(y.scale(at), label))}
${x.ticks.map(({ at, label }) => renderXTick(x.scale(at), label))}
<line class="axis" x1="${X_RANGE.from}" x2="${X_RANGE.to}" y1="${Y_RANGE.from}" y2="${Y_RANGE.from}"/>
<text x="${X_RANGE.to}" y="${PLOT.height - 6}" text-anchor="end">${x.label}</text>
<text x="4" y="12">${y.label}</text>
${marks}
</svg>`;
}

function renderYTick(y: number, label: string): Html {
  return markup`<line class="grid" x1="${X_RANGE.from}" x2="${X_RANGE.to}" y1="${coordinate(y)}" y2="${coordinate(y)}"/><text x="${X_RANGE.from - 7}" y="${coordinate(y + 4)}" text-anchor="end">${label}</text>
`;
}

function renderXTick(x: number, label: string): Html {
  return markup`<line class="axis" x1="${coordinate(x)}" x2="${coordinate(x)}" y1="${Y_RANGE.from}" y2="${Y_RANGE.from + 4}"/><text x="${coordinate(x)}" y="${Y_RANGE.from + 18}" text-anchor="middle">${label}</text>
`;
}

/** A tenth of a unit is finer than any screen. */
export function coordinate(value: number): number {
  return Math.round(value * 10) / 10;
}
