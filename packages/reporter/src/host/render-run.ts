import { EXIT } from '@lighthouse/contract';
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
import type { ToolIo } from './tool-io.ts';
import { renderFormat, writeFiles } from './write-reports.ts';
import type { Source } from './write-reports.ts';

export type RenderArgs = Asked['files'] &
  AskedResults & { readonly run: string; readonly github: boolean };

/**
 * Reads a run, writes what was asked for and prints the answer. Good says that the reports are
 * written, not that the run is.
 */
export async function renderRun(args: RenderArgs, io: ToolIo): Promise<ExitCode> {
  const { run, ...asked } = args;
  await writeReports(await withRuns(asked, io, (runs) => runs.run(run)), asked, io);
  return EXIT.good;
}

/** Writes what was asked for of a run, the page beside its result when nothing was. */
export async function writeReports(
  { result, folder }: Run,
  asked: Omit<RenderArgs, 'run'>,
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
  const summary = io.quiet ? '' : `${renderTerminal(source.report, io.stdout.colour)}\n`;
  return `${summary}${files.map(({ path }) => `${path}\n`).join('')}`;
}
