import type uPlot from 'uplot';
import type { Band } from './page-data.ts';
import { colour } from './plot-options.ts';

const LABEL_SIZE = 11;
const LABEL_ROWS = 3;
const ROW_HEIGHT = 16;
const LABEL_INSET = 4;
/** What comes after a fault until all is well again is drawn lighter. */
const RECOVERY_OPACITY = 0.45;

/** Tells which bands cover a moment; the time until it was recovered from counts as covered. */
export function bandsAt(bands: readonly Band[], seconds: number): readonly Band[] {
  return bands.filter(
    ({ from, to, recoveredAt }) => from <= seconds && seconds < (recoveredAt ?? to),
  );
}

/**
 * Draws what was broken as bands behind the lines, and the names above them, in rows, as bands may
 * overlap.
 */
export function bandsPlugin(bands: () => readonly Band[]): uPlot.Plugin {
  return {
    hooks: {
      drawClear: (plot) => withinPlot(plot, (ctx) => drawBands(ctx, plot, bands())),
      draw: (plot) => withinPlot(plot, (ctx) => drawLabels(ctx, plot, bands())),
    },
  };
}

function withinPlot(plot: uPlot, draw: (ctx: CanvasRenderingContext2D) => void): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw(ctx);
  ctx.restore();
}

function drawBands(ctx: CanvasRenderingContext2D, plot: uPlot, bands: readonly Band[]): void {
  const { top, height } = plot.bbox;
  ctx.fillStyle = colour('--band');
  for (const { from, to, recoveredAt } of bands) {
    const [left, right] = [plot.valToPos(from, 'x', true), plot.valToPos(to, 'x', true)];
    ctx.globalAlpha = 1;
    ctx.fillRect(left, top, Math.max(1, right - left), height);
    if (recoveredAt === null) continue;
    ctx.globalAlpha = RECOVERY_OPACITY;
    ctx.fillRect(right, top, plot.valToPos(recoveredAt, 'x', true) - right, height);
  }
}

function drawLabels(ctx: CanvasRenderingContext2D, plot: uPlot, bands: readonly Band[]): void {
  const pixels = devicePixelRatio;
  ctx.font = `600 ${LABEL_SIZE * pixels}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  ctx.textAlign = 'left';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 4 * pixels;
  // A halo keeps a name readable above the lines.
  ctx.strokeStyle = colour('--paper');
  ctx.fillStyle = colour('--ink');
  const inset = LABEL_INSET * pixels;
  const wanted = bands.map(({ label, from }) => ({
    label,
    left: Math.max(plot.valToPos(from, 'x', true), plot.bbox.left) + inset,
    width: ctx.measureText(label).width,
  }));
  const right = plot.bbox.left + plot.bbox.width - inset;
  for (const { label, left, row } of placeLabels(wanted, { right, gap: 2 * inset })) {
    const y = plot.bbox.top + inset + row * ROW_HEIGHT * pixels;
    ctx.strokeText(label, left, y);
    ctx.fillText(label, left, y);
  }
}

interface Label {
  readonly label: string;
  readonly left: number;
  readonly width: number;
}

/**
 * Gives each label the first row that has room where it wants to begin, or a little before when it
 * would end beyond the right edge. One that finds no room is left out: the tooltip names it.
 */
export function placeLabels(
  labels: readonly Label[],
  { right, gap }: { readonly right: number; readonly gap: number },
): (Label & { readonly row: number })[] {
  const ends = Array.from({ length: LABEL_ROWS }, () => Number.NEGATIVE_INFINITY);
  return labels
    .map((label) => ({ ...label, left: Math.min(label.left, right - label.width) }))
    .toSorted((one, other) => one.left - other.left)
    .flatMap((label) => {
      const row = ends.findIndex((end) => end + gap <= label.left);
      if (row === -1) return [];
      ends[row] = label.left + label.width;
      return [{ ...label, row }];
    });
}
