import {
  CHECK_GROUPS,
  type CheckReport,
  type DoctorAnswer,
} from '@lighthouse/contract/doctor-answer';
import { renderCapabilities, renderCapacity } from './render-capabilities.ts';
import { renderPrediction } from './render-prediction.ts';
import { renderRepairs } from './render-repairs.ts';
import { styleOf, SYMBOLS, type Styles } from './styles.ts';

const INDENT = '      ';

export interface TextOptions {
  /** Adds ids, needs, durations and all that was skipped. */
  readonly isVerbose: boolean;
  readonly nowMs: number;
}

/**
 * The whole answer for people: all checks by group with advice under what needs it, what can be run
 * here, and a closing line.
 */
export function renderFull(answer: DoctorAnswer, styles: Styles, options: TextOptions): string {
  const titleWidth = Math.max(0, ...answer.checks.map(({ title }) => title.length));
  const groups = CHECK_GROUPS.flatMap((group) => {
    const reports = answer.checks.filter((report) => report.group === group);
    return reports.length === 0 ? [] : renderGroup(group, reports, { styles, titleWidth, options });
  });
  const blocks = [
    groups.join('\n'),
    renderPrediction(answer.scenario, styles),
    renderRepairs(answer.repairs, styles),
    renderCapabilities(answer.capabilities, styles),
    renderCapacity(answer.capacity, options.nowMs),
    renderTotals(answer, styles),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

/** Only what is not well, and a closing line. */
export function renderBrief(answer: DoctorAnswer, styles: Styles): string {
  const notable = answer.checks.filter(({ status }) => status !== 'pass' && status !== 'skip');
  const titleWidth = Math.max(0, ...notable.map(({ title }) => title.length));
  const lines = notable.flatMap((report) => renderCheck(report, { styles, titleWidth }));
  const repairs = renderRepairs(answer.repairs, styles);
  const parts = [...lines, ...(repairs === '' ? [] : [repairs]), renderTotals(answer, styles)];
  return `${parts.join('\n')}\n`;
}

interface Layout {
  readonly styles: Styles;
  readonly titleWidth: number;
  readonly options?: TextOptions;
}

/** A group of which nothing applies here takes one line. */
function renderGroup(group: string, reports: readonly CheckReport[], layout: Layout): string[] {
  const { styles, options } = layout;
  const isAllSkipped = reports.every(({ status }) => status === 'skip');
  const why = [...new Set(reports.map(({ found }) => found.replace(/ \(--.*\)$/, '')))];
  if (isAllSkipped && options?.isVerbose !== true && why.length === 1 && reports.length > 1)
    return [`${styles.bold(group)}  ${styles.dim(`– ${why.join('')}`)}`];
  return [styles.bold(group), ...reports.flatMap((report) => renderCheck(report, layout))];
}

function renderCheck(report: CheckReport, { styles, titleWidth, options }: Layout): string[] {
  const { id, group, status, title, found, needed, advice, durationMs } = report;
  const paint = styleOf(status, styles);
  const text = status === 'skip' ? styles.dim(found) : foundText(report);
  const lines = [`  ${paint(SYMBOLS[status])} ${title.padEnd(titleWidth)}  ${text}`];
  const isWell = status === 'pass' || status === 'skip';
  const isVerbose = options?.isVerbose === true;
  if (needed !== undefined && group !== 'scenario' && (!isWell || isVerbose))
    lines.push(styles.dim(`${INDENT}needed  ${needed}`));
  if (advice !== undefined) lines.push(`${INDENT}${paint('advice')}  ${advice}`);
  if (isVerbose) lines.push(styles.dim(`${INDENT}check   ${id}, ${durationMs.toFixed(1)} ms`));
  return lines;
}

/** What a scenario needs says little without what there is, and the other way round. */
function foundText({ group, found, needed }: CheckReport): string {
  return group === 'scenario' && needed !== undefined ? `${needed} needed, ${found}` : found;
}

function renderTotals({ counts, verdict }: DoctorAnswer, styles: Styles): string {
  const { pass, warn, fail, skip, error } = counts;
  const parts = [`${pass} passed`];
  if (warn > 0) parts.push(`${warn} ${warn === 1 ? 'warning' : 'warnings'}`);
  if (fail > 0) parts.push(`${fail} failed`);
  if (error > 0) parts.push(`${error} could not be checked`);
  if (skip > 0) parts.push(`${skip} skipped`);
  const words = { good: 'ready', bad: 'not ready', unknown: 'perhaps ready: a check broke' };
  const isCareful = verdict === 'good' && warn > 0;
  const paint = isCareful ? styles.unknown : styles[verdict];
  const word = isCareful ? 'ready, with care' : words[verdict];
  return `${paint(styles.bold(`this machine is ${word}`))}: ${parts.join(', ')}`;
}
