import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import { EXIT, type ExitCode } from '@lighthouse/contract/exit-codes';
import type { FindingLine, VerifyAnswer } from '@lighthouse/contract/verify-answer';
import type { GivenAnchors } from './anchors/anchors-of.ts';
import { parseAgainstKey, readCheckpoint } from './anchors/read-checkpoint.ts';
import { isWitnessFolder } from './anchors/read-witness.ts';
import { parseReceipt, readReceipts } from './anchors/read-receipts.ts';
import { audit, type AuditWorld } from './audit.ts';
import type { Assignment, Examination } from './examine.ts';
import { toJsonLine } from './render/escape-text.ts';
import { progressView, type Advance, type ProgressView } from './render/progress-view.ts';
import { renderAnswer } from './render/render-answer.ts';
import { toSarif } from './render/sarif.ts';
import type { Styles } from './render/styles.ts';
import type { Selection } from './select-findings.ts';
import { checkReportPath, writeReport } from './store/report-file.ts';

export interface AuditArgs {
  readonly store: string;
  readonly key: string | undefined;
  readonly archive: string | undefined;
  readonly closed: boolean;
  readonly max: number;
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly stream: string | undefined;
  readonly receipt: readonly string[];
  readonly receipts: readonly string[];
  readonly against: readonly string[];
  readonly againstKey: readonly string[];
  readonly jobs: number | undefined;
  readonly ndjson: boolean;
  readonly sarif: string | undefined;
}

/** What the command needs of the shell; cli-kit's Io has it. */
export interface Shell {
  readonly stdout: { readonly write: (text: string) => void; readonly colour: Styles };
  readonly progress: { readonly update: (view: ProgressView) => void; readonly end: () => void };
  readonly json: boolean;
  readonly cwd: string;
}

export interface Machinery extends Pick<AuditWorld, 'tool' | 'wallClockMs'> {
  readonly examine: (
    assignment: Assignment,
    onAdvance: (advance: Advance) => void,
  ) => Promise<Examination>;
}

/**
 * Audits, prints the answer in the form that was asked for, and gives the exit code of the verdict.
 */
export async function runAudit(
  args: AuditArgs,
  shell: Shell,
  { examine, ...machinery }: Machinery,
): Promise<ExitCode> {
  if (args.ndjson && shell.json)
    throw new LighthouseError('LH_USAGE', '--json and --ndjson exclude each other');
  const { store, key, archive } = args;
  const request = {
    store,
    key,
    archive,
    isClosed: args.closed,
    anchors: anchorsIn(args, shell.cwd),
    witnesses: witnessesIn(args, shell.cwd),
    selection: selectionOf(args),
    jobs: args.jobs,
  };
  const { answer, logDir } = await audit(request, {
    ...machinery,
    cwd: shell.cwd,
    examine: async (assignment) =>
      examine(assignment, (advance) => shell.progress.update(progressView(advance))),
    onLocated: ({ logDir: dir }) => checkReportPath(args.sarif, dir, shell.cwd),
  });
  shell.progress.end();
  shell.stdout.write(printed(answer, args, shell));
  if (args.sarif !== undefined)
    writeReport(args.sarif, shell.cwd, toJsonLine(toSarif(answer, logDir)));
  return exitCodeOfVerdict(answer.verdict);
}

function printed(answer: VerifyAnswer, { ndjson }: AuditArgs, { json, stdout }: Shell): string {
  if (json) return toJsonLine(answer);
  if (!ndjson) return renderAnswer(answer, stdout.colour);
  const lines = answer.findings.map((finding): FindingLine => ({
    schema: 'lighthouse/finding/1',
    ...finding,
  }));
  return lines.map(toJsonLine).join('');
}

export function exitCodeOfVerdict(verdict: VerifyAnswer['verdict']): ExitCode {
  const codes = { intact: EXIT.good, tampered: EXIT.bad, unknown: EXIT.unknown };
  return codes[verdict];
}

type AnchorArgs = Pick<AuditArgs, 'receipt' | 'receipts' | 'against' | 'againstKey'>;

/** Reads what was given to hold a log against, witnesses apart. Throws as its readers do. */
export function anchorsIn(args: AnchorArgs, cwd: string): GivenAnchors {
  const absolute = (file: string): string => path.resolve(cwd, file);
  const keys = args.againstKey.map(parseAgainstKey);
  const files = args.against.map(absolute).filter((file) => !isWitnessFolder(file));
  if (files.length > 0 && keys.length === 0)
    throw new LighthouseError('LH_USAGE', '--against needs the key of who signed the checkpoint', {
      hint: 'name it with --against-key: without it anybody may have written the checkpoint',
    });
  return {
    receipts: [
      ...args.receipt.map(parseReceipt),
      ...args.receipts.flatMap((file) => readReceipts(absolute(file))),
    ],
    checkpoints: files.map((file) => readCheckpoint(file, keys)),
  };
}

/** Gives the folders among what the log is to be held against. */
export function witnessesIn({ against }: Pick<AuditArgs, 'against'>, cwd: string): string[] {
  return against.map((where) => path.resolve(cwd, where)).filter(isWitnessFolder);
}

function selectionOf({ max, from, to, stream }: AuditArgs): Selection {
  if (from !== undefined && to !== undefined && from > to)
    throw new LighthouseError('LH_USAGE', '--from is behind --to', { facts: { from, to } });
  return {
    max,
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
    ...(stream === undefined ? {} : { stream }),
  };
}
