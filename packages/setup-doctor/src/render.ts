import { GROUPS, type CheckReport, type Status } from './check.ts';
import { countStatuses } from './summary.ts';

type Style = (text: string) => string;

/** Text styles by meaning: cli-kit's palette has them. */
export interface Styles {
  readonly good: Style;
  readonly bad: Style;
  readonly unknown: Style;
  readonly dim: Style;
  readonly bold: Style;
}

const SYMBOLS: Readonly<Record<Status, string>> = {
  pass: '✓',
  warn: '!',
  fail: '✗',
  skip: '–',
  error: '☠',
};
const TITLE_COLUMNS = 36;

/**
 * All checks by group, advice under what needs it, and a closing line. Verbose adds ids, needs and
 * durations.
 */
export function renderFull(
  reports: readonly CheckReport[],
  styles: Styles,
  isVerbose: boolean,
): string {
  const lines: string[] = [];
  for (const group of GROUPS) {
    const ofGroup = reports.filter((report) => report.group === group);
    if (ofGroup.length === 0) continue;
    lines.push(styles.bold(group));
    for (const report of ofGroup) lines.push(...renderCheck(report, styles, isVerbose));
  }
  return `${[...lines, '', renderTotals(reports, styles)].join('\n')}\n`;
}

/** Only what is not well, and a closing line. */
export function renderBrief(reports: readonly CheckReport[], styles: Styles): string {
  const notable = reports.filter(({ status }) => status !== 'pass' && status !== 'skip');
  const lines = notable.flatMap((report) => renderCheck(report, styles, false));
  return `${[...lines, renderTotals(reports, styles)].join('\n')}\n`;
}

function renderCheck(report: CheckReport, styles: Styles, isVerbose: boolean): string[] {
  const { id, status, title, found, needed, advice, durationMs } = report;
  const paint = styleOf(status, styles);
  const lines = [`  ${paint(SYMBOLS[status])} ${title.padEnd(TITLE_COLUMNS)} ${found}`];
  const isWell = status === 'pass' || status === 'skip';
  if (needed !== undefined && (!isWell || isVerbose))
    lines.push(styles.dim(`      needed  ${needed}`));
  if (advice !== undefined) lines.push(`      ${paint('advice')}  ${advice}`);
  if (isVerbose) lines.push(styles.dim(`      check   ${id}, ${durationMs.toFixed(1)} ms`));
  return lines;
}

function renderTotals(reports: readonly CheckReport[], styles: Styles): string {
  const { pass, warn, fail, skip, error } = countStatuses(reports);
  const parts = [`${pass} passed`];
  if (warn > 0) parts.push(`${warn} ${warn === 1 ? 'warning' : 'warnings'}`);
  if (fail > 0) parts.push(`${fail} failed`);
  if (error > 0) parts.push(`${error} could not be checked`);
  if (skip > 0) parts.push(`${skip} skipped`);
  const worst = fail > 0 ? 'fail' : error > 0 ? 'error' : warn > 0 ? 'warn' : 'pass';
  const verdicts = { fail: 'not ready', error: 'unknown', warn: 'ready, with care', pass: 'ready' };
  return `${styleOf(worst, styles)(`this machine is ${verdicts[worst]}`)}: ${parts.join(', ')}`;
}

function styleOf(status: Status, styles: Styles): Style {
  const byStatus = {
    pass: styles.good,
    warn: styles.unknown,
    fail: styles.bad,
    skip: styles.dim,
    error: styles.unknown,
  };
  return byStatus[status];
}
