import { EXIT, LighthouseError } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import type { AskedResults } from '@lighthouse/results-store/address';
import { summarise } from '../json/summary.ts';
import { renderAnnotations } from '../markdown/annotations.ts';
import { chooseOutputs } from '../model/outputs.ts';
import type { Asked, Outputs } from '../model/outputs.ts';
import { describeResult } from '../model/report.ts';
import { renderTerminal } from '../terminal/summary.ts';
import { addToStepSummary } from './github.ts';
import type { Run } from './read-run.ts';
import { withRuns } from './run-source.ts';
import { screenOf, type ToolIo } from './tool-io.ts';
import { renderFormat, writeFiles } from './write-reports.ts';
import type { Source } from './write-reports.ts';

export type RenderArgs = Asked['files'] & AskedResults & { readonly github: boolean };

/**
 * Reads runs, writes what was asked for and prints the answer. Good says that the reports are
 * written, not that the runs are. Throws LH_USAGE when several runs would go into one file.
 */
export async function renderRuns(
  args: RenderArgs & { readonly run: string; readonly others: readonly string[] },
  io: ToolIo,
): Promise<ExitCode> {
  const { run, others, ...asked } = args;
  if (others.length > 0) requirePagesAlone(asked, io);
  await withRuns(asked, io, async (runs) => {
    // One at a time: a result may be hundreds of megabytes.
    for (const named of [run, ...others]) {
      const read = await runs.run(named);
      if (others.length > 0 && read.folder === undefined) throw tooMany(named);
      await writeReports(read, asked, io);
    }
  });
  return EXIT.good;
}

function requirePagesAlone(asked: RenderArgs, io: ToolIo): void {
  const { results: _results, resultsFile: _resultsFile, github, ...files } = asked;
  if (!io.json && !github && Object.values(files).every((file) => file === undefined)) return;
  throw tooMany(undefined);
}

function tooMany(named: string | undefined): LighthouseError {
  return new LighthouseError(
    'LH_USAGE',
    'of several runs only pages are written, in their folders',
    {
      ...(named !== undefined && { facts: { 'in the database': named } }),
      hint: 'name one run, or leave out the flags: each run gets its report.html',
    },
  );
}

/** Writes what was asked for of a run, the page beside its result when nothing was. */
export async function writeReports(
  { result, folder }: Run,
  asked: RenderArgs,
  io: ToolIo,
): Promise<void> {
  const { github: isGithub, results: _results, resultsFile: _resultsFile, ...files } = asked;
  const outputs = chooseOutputs({ files, isGithub, isJson: io.json }, folder ?? '.');
  const source: Source = { result, report: describeResult(result) };
  const written = await writeFiles(outputs, source, io.cwd);
  if (outputs.isGithub) {
    await addToStepSummary(source.report, io.env);
    // GitHub Actions reads commands from stderr too; stdout is for the answer.
    for (const line of renderAnnotations(source.report)) io.log('warn', line);
  }
  if (outputs.onStdout === 'json') io.printJson(summarise(result, written));
  else io.stdout.write(await textAnswer(outputs, source, io));
}

async function textAnswer(
  { files, onStdout }: Outputs,
  source: Source,
  io: ToolIo,
): Promise<string> {
  if (onStdout !== undefined && onStdout !== 'json') return renderFormat(onStdout, source);
  const summary = io.quiet ? '' : `${renderTerminal(source.report, screenOf(io.stdout))}\n`;
  return `${summary}${files.map(({ path }) => `${path}\n`).join('')}`;
}
