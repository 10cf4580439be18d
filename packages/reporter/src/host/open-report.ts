import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { EXIT, LighthouseError, RUN_FILES } from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import type { AskedResults } from '@lighthouse/results-store/address';
import { describeResult } from '../model/report.ts';
import type { Run } from './read-run.ts';
import { withRuns } from './run-source.ts';
import type { RunSource } from './run-source.ts';
import type { ToolIo } from './tool-io.ts';
import { writeWhole } from './write-file.ts';
import { renderFormat } from './write-reports.ts';

export interface OpenArgs extends AskedResults {
  readonly run: string | undefined;
}

/** Writes the page of a run, the newest when none is named, and shows it in the user's browser. */
export async function openReport(args: OpenArgs, io: ToolIo): Promise<ExitCode> {
  const run = await withRuns(args, io, async (source) =>
    source.run(args.run ?? (await newestRun(source))),
  );
  const file = await pageOf(run, io.cwd);
  await writeWhole(
    file,
    await renderFormat('html', { ...run, report: describeResult(run.result) }),
  );
  const isShown = await show(file, io.env);
  if (!isShown && !io.quiet) io.log('warn', 'there is no display here: open the page elsewhere');
  const answer = { schema: 'lighthouse/open/1', path: file, isShown };
  if (io.json) io.printJson(answer);
  else io.stdout.write(`${file}\n`);
  return EXIT.good;
}

async function newestRun(source: RunSource): Promise<string> {
  const newest = (await source.list(undefined)).find(({ kind }) => kind === 'run');
  if (newest !== undefined) return newest.path;
  throw new LighthouseError('LH_INPUT_MISSING', 'there is no run to open', {
    hint: 'name the folder of a run',
  });
}

/** Beside the result; a run of the database has no place of its own. */
async function pageOf({ folder }: Run, cwd: string): Promise<string> {
  const place = folder ?? (await mkdtemp(path.join(os.tmpdir(), 'lighthouse-report-')));
  return path.resolve(cwd, place, RUN_FILES.report);
}

/** Tells whether there was somebody to show it to, and a program that does. */
function show(file: string, env: ToolIo['env']): Promise<boolean> {
  const opener = openerOf(process.platform, env);
  if (opener === undefined) return Promise.resolve(false);
  return new Promise((resolve) => {
    const child = spawn(opener, [file], { stdio: 'ignore', detached: true });
    child.once('error', () => resolve(false));
    child.once('spawn', () => {
      // The browser goes on without us.
      child.unref();
      resolve(true);
    });
  });
}

function openerOf(platform: NodeJS.Platform, env: ToolIo['env']): string | undefined {
  if (platform === 'darwin') return 'open';
  if (platform === 'win32') return 'explorer.exe';
  return (env['DISPLAY'] ?? '') + (env['WAYLAND_DISPLAY'] ?? '') === '' ? undefined : 'xdg-open';
}
