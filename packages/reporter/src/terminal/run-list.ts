import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import { durationCell, rateCell, shareCell } from '../model/cells.ts';
import type { RunEntry } from '../model/run-entry.ts';
import { visibleText } from '@lighthouse/cli-kit/visible-text';
import { formatFittingTable } from './fitting-table.ts';
import type { Screen, Style } from './summary.ts';

const HEADER = [
  'Verdict',
  'Started',
  'Scenario',
  'Took',
  'Agents',
  'OK',
  'Rate',
  'p99',
  'Errors',
  'Path',
];
const NUMERIC = [3, 4, 5, 6, 7, 8];
/** OK, Agents, Took: the page of a run has them. */
const DISPENSABLE = [5, 4, 3];

/** Writes runs as a table, one a line. */
export function renderRunList(runs: readonly RunEntry[], { style, columnsMax }: Screen): string {
  if (runs.length === 0) return 'no runs\n';
  const rows = runs.map((run) =>
    run.kind === 'run' ? runRow(run, style) : unreadableRow(run, style),
  );
  const layout = { alignRight: NUMERIC, dispensable: DISPENSABLE, columnsMax };
  return `${formatFittingTable([HEADER.map(style.dim), ...rows], layout)}\n`;
}

function runRow(run: Extract<RunEntry, { kind: 'run' }>, style: Style): string[] {
  return [
    style[run.verdict](run.verdict),
    visibleText(run.startedAt.slice(0, 19)),
    shorten(visibleText(run.scenario)),
    formatDuration(run.durationMs),
    formatCount(run.agents),
    formatCount(run.ok),
    rateCell(run.okPerSecond).text,
    durationCell(run.latencyP99).text,
    shareCell(run.errorShare).text,
    visibleText(run.path),
  ];
}

function unreadableRow(
  { path, problem }: Extract<RunEntry, { kind: 'unreadable' }>,
  style: Style,
): string[] {
  const none = NUMERIC.map(() => '');
  return [style.unknown('–'), '', style.dim(problem), ...none, visibleText(path)];
}

const SCENARIO_LENGTH_MAX = 40;

function shorten(name: string): string {
  const letters = Array.from(name);
  return letters.length <= SCENARIO_LENGTH_MAX
    ? name
    : `${letters.slice(0, SCENARIO_LENGTH_MAX - 1).join('')}…`;
}
