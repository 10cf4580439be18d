import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import { formatShare } from '../model/cells.ts';
import type { Bin, Curve, DistributionView, Mark } from '../model/distribution.ts';
import { markup } from './html.ts';
import type { Html } from './html.ts';
import { PLOT, renderPlot, X_RANGE, Y_RANGE } from './plot.ts';
import { linearScale, linearTicks, logScale, logTicks } from './scale.ts';
import type { Range, Scale } from './scale.ts';
import { coordinate, shape } from './svg.ts';

const TICKS_MAX = 7;

/** How many answers took how long. */
export function renderBinsPlot({ bins, marks, count }: DistributionView): Html {
  const [first, last] = [bins[0], bins.at(-1)];
  if (first === undefined || last === undefined) return markup``;
  const domain = { from: first.from, to: last.to };
  const shareMax = Math.max(...bins.map((bin) => bin.count)) / count;
  const x = logScale(domain, X_RANGE);
  const y = linearScale({ from: 0, to: shareMax * 1.18 }, Y_RANGE);
  const drawn = marks.filter(({ value }) => value >= domain.from && value <= domain.to);
  return renderPlot({
    id: 'latency-bins',
    title: 'How many answers took how long',
    description: describeBins(domain, marks, count),
    x: {
      scale: x,
      label: 'Latency (logarithmic)',
      ticks: durationTicks(domain),
    },
    y: {
      scale: y,
      label: 'Share of answers',
      ticks: linearTicks(shareMax, 5).map((at) => ({ at, label: formatShare(at) })),
    },
    marks: [
      shape('g', { class: 'bars' }, ...bins.map((bin) => renderBar(bin, { x, y, count }))),
      ...placeLabels(drawn, x).map(renderMark),
    ],
  });
}

function describeBins(domain: Range, marks: readonly Mark[], count: number): string {
  const range = `from ${formatDuration(domain.from)} to ${formatDuration(domain.to)}`;
  const quantiles = marks.map(({ label, value }) => `${label} ${formatDuration(value)}`);
  return [`${formatCount(count)} answers took ${range}`, ...quantiles].join(', ');
}

function durationTicks(domain: Range) {
  return logTicks(domain, TICKS_MAX).map((at) => ({ at, label: formatDuration(at) }));
}

function renderBar(bin: Bin, { x, y, count }: { x: Scale; y: Scale; count: number }): Html {
  if (bin.count === 0) return markup``;
  const [left, right, top] = [x(bin.from), x(bin.to), y(bin.count / count)];
  // A single answer among millions is still there to be seen.
  const height = Math.max(Y_RANGE.from - top, 1);
  const range = `${formatDuration(bin.from)} to ${formatDuration(bin.to)}`;
  return shape(
    'rect',
    { x: left, y: Y_RANGE.from - height, width: Math.max(right - left - 0.6, 0.6), height },
    shape('title', {}, `${range}: ${formatCount(bin.count)}`),
  );
}

interface PlacedMark extends Mark {
  readonly at: number;
  readonly line: number;
}

const LABEL_WIDTH = 84;
const LABEL_LINE = 13;

/** Puts labels that would cover each other on lines of their own. */
function placeLabels(marks: readonly Mark[], x: Scale): PlacedMark[] {
  const placed: PlacedMark[] = [];
  for (const mark of marks) {
    const at = x(mark.value);
    const near = placed.filter((other) => Math.abs(other.at - at) < LABEL_WIDTH);
    const line = near.length === 0 ? 0 : Math.max(...near.map((other) => other.line)) + 1;
    placed.push({ ...mark, at, line });
  }
  return placed;
}

function renderMark({ label, value, at, line }: PlacedMark): Html {
  const isRight = at > X_RANGE.to - LABEL_WIDTH;
  const place = {
    x: isRight ? at - 4 : at + 4,
    y: PLOT.top + 9 + line * LABEL_LINE,
    'text-anchor': isRight ? 'end' : 'start',
  };
  return markup`${shape('line', { class: 'marker', x1: at, x2: at, y1: Y_RANGE.to, y2: Y_RANGE.from })}
${shape('text', { class: 'marker-label', ...place }, `${label} ${formatDuration(value)}`)}
`;
}

/** How long the slowest answers took: the further right, the rarer. */
export function renderCurvesPlot({ curves, count }: DistributionView): Html {
  const points = curves.flatMap((curve) => curve.points);
  const values = points.map(({ value }) => value);
  const domain = widen(Math.min(...values), Math.max(...values));
  const ninesMax = Math.max(...points.map(({ nines }) => nines), 0.5);
  const names = curves.map(({ label }) => label.toLowerCase()).join(', ');
  const x = linearScale({ from: 0, to: ninesMax }, X_RANGE);
  const y = logScale(domain, Y_RANGE);
  return renderPlot({
    id: 'percentile-curves',
    title: 'How long the slowest took',
    description: `Curves of ${names}, ${formatCount(count)} answers. The quantiles are in the table below.`,
    x: { scale: x, label: 'Percentile', ticks: percentileTicks(ninesMax) },
    y: { scale: y, label: 'Time (logarithmic)', ticks: durationTicks(domain) },
    marks: curves.map((curve) => renderCurve(curve, x, y)),
  });
}

const PERCENTILES = [0, 50, 90, 99, 99.9, 99.99, 99.999, 99.9999] as const;

function percentileTicks(ninesMax: number) {
  return PERCENTILES.map((percentile) => ({
    at: Math.log10(100 / (100 - percentile)),
    label: `${percentile}%`,
  })).filter(({ at }) => at <= ninesMax + 1e-9);
}

/** Gives a domain that is never empty, so that a flat curve is a line in its middle. */
function widen(lowest: number, highest: number): Range {
  return highest / lowest < 4
    ? { from: lowest / 2, to: highest * 2 }
    : { from: lowest, to: highest };
}

function renderCurve(curve: Curve, x: Scale, y: Scale): Html {
  const points = curve.points.map(
    ({ nines, value }) => markup`${coordinate(x(nines))},${coordinate(y(value))} `,
  );
  return markup`<polyline class="${classOf(curve)}" points="${points}"/>`;
}

function classOf({ colour, isDashed }: Curve): string {
  return `curve line-${colour}${isDashed ? ' dashed' : ''}`;
}

/** Names the curves in words beside the plot: a legend that is read like any text. */
export function renderCurveLegend({ curves }: DistributionView): Html {
  const items = curves.map((curve) => {
    const line = shape('line', { class: classOf(curve), x1: 0, x2: 20, y1: 4, y2: 4 });
    return markup`<li><svg class="swatch" viewBox="0 0 20 8" aria-hidden="true">${line}</svg>
${curve.label}</li>`;
  });
  return markup`<ul class="legend">${items}</ul>`;
}
