import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import {
  EXIT,
  hasErrorCode,
  LighthouseError,
  RUN_FILES,
  UNFINISHED_RUN,
} from '@lighthouse/contract';
import type { ExitCode } from '@lighthouse/contract';
import type { ResultsStore } from '@lighthouse/results-store';
import { askedAddress } from '@lighthouse/results-store/address';
import type { AskedResults } from '@lighthouse/results-store/address';
import { parseResult } from '../model/parse-result.ts';
import { storedFigures } from '../model/run-entry.ts';
import { readResultFile } from './read-run.ts';
import { RUNS_FOLDER } from './run-source.ts';
import { isFile } from './read-side.ts';
import type { ToolIo } from './tool-io.ts';

export interface PushArgs extends AskedResults {
  readonly folder: string | undefined;
}

interface Pushed {
  readonly stored: string[];
  readonly alreadyThere: string[];
  readonly refused: { readonly id: string; readonly path: string }[];
  readonly unreadable: { readonly path: string; readonly problem: string }[];
}

/** Suites stand in folders of runs, and their runs in them. */
const DEPTH_MAX = 3;

/**
 * Sends every run of a folder to the database, unless it is there. Bad when one is refused, since
 * another result of it is there; all others are sent all the same.
 */
export async function pushRuns(args: PushArgs, io: ToolIo): Promise<ExitCode> {
  const address = askedAddress(args, io.cwd);
  if (address === undefined)
    throw new LighthouseError('LH_USAGE', 'there is no database to send results to', {
      hint: 'name one with --results, --results-file or LH_RESULTS',
    });
  const folder = args.folder ?? RUNS_FOLDER;
  const runs = await runFoldersIn(path.resolve(io.cwd, folder), DEPTH_MAX).catch(
    (cause: unknown) => {
      throw new LighthouseError('LH_INPUT_MISSING', 'cannot read the folder of the runs', {
        facts: { path: folder },
        hint: 'name the folder of a run, or the folder that holds those of runs',
        cause,
      });
    },
  );
  const { ResultsStore } = await import('@lighthouse/results-store');
  const store = await ResultsStore.openToStore(address);
  const pushed: Pushed = { stored: [], alreadyThere: [], refused: [], unreadable: [] };
  try {
    for (const run of runs) await pushRun(run, store, pushed);
  } finally {
    await store.close();
  }
  report(pushed, address.shown, io);
  return pushed.refused.length > 0 ? EXIT.bad : EXIT.good;
}

async function pushRun(folder: string, store: ResultsStore, pushed: Pushed): Promise<void> {
  const file = path.join(folder, RUN_FILES.result);
  try {
    const content = await readResultFile(file);
    const result = parseResult(content.toString('utf8'), file);
    const { id, interrupted } = result.run;
    const outcome = await store
      .store({
        id,
        isFinished: interrupted !== UNFINISHED_RUN,
        content,
        figures: storedFigures(result),
      })
      .catch((error: unknown) => {
        if (!hasErrorCode(error, 'LH_RUN_CONFLICT')) throw error;
        pushed.refused.push({ id, path: folder });
      });
    if (outcome === undefined) return;
    (outcome === 'stored' ? pushed.stored : pushed.alreadyThere).push(id);
    // Crash here: the mark stays, and the next push finds the run stored.
    await rm(path.join(folder, RUN_FILES.notStored), { force: true });
  } catch (error) {
    if (!hasErrorCode(error, 'LH_NOT_A_RUN')) throw error;
    pushed.unreadable.push({ path: folder, problem: error.message });
  }
}

function report(pushed: Pushed, database: string, io: ToolIo): void {
  const { stored, alreadyThere, refused, unreadable } = pushed;
  for (const { path: folder, problem } of unreadable)
    io.log('warn', `left out ${path.relative(io.cwd, folder)}: ${problem}`);
  for (const { id, path: folder } of refused)
    io.log('warn', `refused ${path.relative(io.cwd, folder)}: another result of ${id} is stored`);
  const answer = { schema: 'lighthouse/push/1', database, ...pushed };
  if (io.json) io.printJson(answer);
  else if (!io.quiet)
    io.stdout.write(
      `${stored.length} stored, ${alreadyThere.length} there already, ${refused.length} refused: ${database}\n`,
    );
}

/** Finds the folders with a result, in their order; in a run's folder there are no others. */
async function runFoldersIn(folder: string, depth: number): Promise<string[]> {
  if (await isFile(path.join(folder, RUN_FILES.result))) return [folder];
  if (depth === 0) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const found: string[] = [];
  for (const name of names.toSorted())
    found.push(...(await runFoldersIn(path.join(folder, name), depth - 1)));
  return found;
}
