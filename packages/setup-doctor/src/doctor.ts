import os from 'node:os';
import type { ExitCode } from '@lighthouse/contract';
import type { CheckReport, Machine } from './check.ts';
import { ALL_CHECKS, SMOKE_ID } from './checks/index.ts';
import { renderBrief, renderFull, type Styles } from './render.ts';
import { renderMarkdown } from './render-markdown.ts';
import { runChecks } from './run-checks.ts';
import { selectChecks } from './select-checks.ts';
import { countStatuses, exitCodeFor } from './summary.ts';

export interface DoctorOptions {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly smoke: boolean;
  readonly brief: boolean;
  readonly markdown: boolean;
  readonly strict: boolean;
  readonly verbose: boolean;
  readonly version: string;
}

export interface DoctorReport {
  readonly schema: 'lighthouse/doctor/1';
  readonly version: string;
  readonly ok: boolean;
  readonly counts: ReturnType<typeof countStatuses>;
  readonly checks: readonly CheckReport[];
}

/** Runs what was asked for. Throws LH_USAGE for a check that does not exist. */
export async function examine(
  machine: Machine,
  options: DoctorOptions,
): Promise<readonly CheckReport[]> {
  const wanted = selectChecks(ALL_CHECKS, options);
  const runsSmoke =
    options.smoke || options.only.includes(SMOKE_ID) || options.only.includes('tools');
  return runChecks(
    wanted.filter(({ id }) => id !== SMOKE_ID || runsSmoke),
    machine,
  );
}

/** The whole answer as text, for people or (markdown) for a bug report. */
export function renderAnswer(
  reports: readonly CheckReport[],
  options: DoctorOptions,
  styles: Styles,
): string {
  if (options.markdown)
    return renderMarkdown(reports, { version: options.version, home: os.homedir() });
  return options.brief
    ? renderBrief(reports, styles)
    : renderFull(reports, styles, options.verbose);
}

export function answerObject(
  reports: readonly CheckReport[],
  options: DoctorOptions,
): DoctorReport {
  const counts = countStatuses(reports);
  const ok = exitCodeFor(counts, options.strict) === 0;
  return { schema: 'lighthouse/doctor/1', version: options.version, ok, counts, checks: reports };
}

export function exitCodeOfReports(
  reports: readonly CheckReport[],
  options: DoctorOptions,
): ExitCode {
  return exitCodeFor(countStatuses(reports), options.strict);
}

/** One line a check: id and title. */
export function listChecks(): string {
  return ALL_CHECKS.map(({ id, title }) => `${id.padEnd(24)} ${title}\n`).join('');
}
