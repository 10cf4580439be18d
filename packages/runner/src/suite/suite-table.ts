import { formatCount, formatDuration, formatTable } from '@lighthouse/cli-kit/format';
import { visibleText } from '@lighthouse/cli-kit/visible-text';
import type { SuiteAnswer, SuiteEntry } from '@lighthouse/contract/suite-answer';
import type { Style } from '../summary/terminal-summary.ts';

const LOOKS = {
  good: { mark: '✓', style: 'good' },
  bad: { mark: '✗', style: 'bad' },
  unknown: { mark: '?', style: 'unknown' },
  failed: { mark: '!', style: 'bad' },
  waiting: { mark: '-', style: 'dim' },
} as const;
const HEAD = ['', 'scenario', 'verdict', 'time', 'ok', 'fail', 'info', 'p95', 'p99'];
const REASONS_SHOWN = 3;

/** Writes what became of a suite: a row a scenario, then why what is not good is not. */
export function suiteTable(answer: SuiteAnswer, style: Style): string {
  const head = HEAD.map((name) => style.dim(name));
  const rows = answer.scenarios.map((entry) => rowOf(entry, style));
  const blocks = [
    formatTable([head, ...rows], { alignRight: [3, 4, 5, 6, 7, 8] }),
    ...answer.scenarios
      .filter(({ reasons }) => reasons.length > 0)
      .map((entry) => why(entry, style)),
    totals(answer),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** Writes one line about a scenario that has ended. */
export function suiteLine({ file, status, durationMs, reasons }: SuiteEntry): string {
  const reason = status === 'good' ? '' : `: ${visibleText(reasons[0] ?? 'no reason')}`;
  return `${visibleText(file)} ${status} after ${formatDuration(durationMs)}${reason}`;
}

function rowOf({ file, status, durationMs, counts, latency }: SuiteEntry, style: Style): string[] {
  const paint = style[LOOKS[status].style];
  const count = (value: number | undefined) => (value === undefined ? '' : formatCount(value));
  const time = (ms: number | null | undefined) => {
    if (ms === undefined) return '';
    return ms === null ? 'n/a' : formatDuration(ms);
  };
  return [
    paint(LOOKS[status].mark),
    visibleText(file),
    paint(status),
    status === 'waiting' ? '' : formatDuration(durationMs),
    ...[counts?.ok, counts?.fail, counts?.info].map(count),
    ...[latency?.p95, latency?.p99].map(time),
  ];
}

function why({ file, status, reasons, runFolder }: SuiteEntry, style: Style): string {
  const shown = reasons.slice(0, REASONS_SHOWN).map((reason) => `  ${visibleText(reason)}`);
  const more = reasons.length - shown.length;
  return [
    `${style[LOOKS[status].style](LOOKS[status].mark)} ${visibleText(file)}`,
    ...shown,
    ...(more > 0 ? [`  and ${more} more`] : []),
    ...(runFolder === undefined ? [] : [style.dim(`  ${visibleText(runFolder)}`)]),
  ].join('\n');
}

function totals({ scenarios, counts, durationMs, jobs }: SuiteAnswer): string {
  const { leftOut, ...statuses } = counts;
  const parts = Object.entries(statuses)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const left = leftOut === 0 ? '' : `; ${leftOut} left out by tags`;
  const noun = scenarios.length === 1 ? 'scenario' : 'scenarios';
  const side = jobs === 1 ? 'one at a time' : `up to ${jobs} side by side`;
  return `${scenarios.length} ${noun}: ${parts.join(', ')}${left}; ${formatDuration(durationMs)}, ${side}`;
}
