import { formatTable } from '@lighthouse/cli-kit/format';
import { durationCell, rateCell, shareCell } from '../model/cells.ts';
import { visibleText } from '@lighthouse/cli-kit/visible-text';
import type { Trend, TrendFigure } from '../trend/trend.ts';
import type { Style } from './summary.ts';

const CELLS = { duration: durationCell, share: shareCell, rate: rateCell } as const;
const BARS = '▁▂▃▄▅▆▇█';

/** Writes each trend as a few lines: a small picture, what is usual, the last run. */
export function renderTrends(trends: readonly Trend[], style: Style): string {
  if (trends.length === 0) return 'no runs\n';
  return `${trends.map((trend) => renderTrend(trend, style)).join('\n\n')}\n`;
}

function renderTrend({ scenario, host, runs, figures }: Trend, style: Style): string {
  const [first, last] = [runs[0], runs.at(-1)];
  const span = `${day(first?.startedAt)} to ${day(last?.startedAt)}`;
  const notGood = runs.filter(({ verdict }) => verdict !== 'good').length;
  const verdicts = notGood === 0 ? 'all good' : `${notGood} not good`;
  const head = `${style.bold(visibleText(scenario))}  ${style.dim(
    `${runs.length} ${runs.length === 1 ? 'run' : 'runs'}, ${span}, machine ${visibleText(host)}, ${verdicts}`,
  )}`;
  const header = ['', 'Oldest to newest', 'Usual', 'Last', ''].map(style.dim);
  const rows = figures.map((figure) => row(figure, style));
  return [head, formatTable([header, ...rows], { alignRight: [2, 3] })].join('\n');
}

function day(time: string | undefined): string {
  return visibleText(time ?? '').slice(0, 10);
}

function row({ name, unit, values, usual, last }: TrendFigure, style: Style): string[] {
  const cell = CELLS[unit];
  const tone = last.startsWith('worse') ? 'bad' : last.startsWith('better') ? 'good' : 'dim';
  return [
    name,
    picture(values),
    cell(usual).text,
    cell(values.at(-1) ?? null).text,
    style[tone](last),
  ];
}

/** A bar a run, from the lowest value to the highest; a dot where there is none. */
export function picture(values: readonly (number | null)[]): string {
  const known = values.filter((value) => value !== null);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return values
    .map((value) => {
      if (value === null) return '·';
      const level = high === low ? 3 : Math.round(((value - low) / (high - low)) * 7);
      return BARS[level] ?? '·';
    })
    .join('');
}
