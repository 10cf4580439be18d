import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { LighthouseError, RUN_FILES } from '@lighthouse/contract';
import type { Side } from '../compare/compare.ts';
import { readRun } from './read-run.ts';

const RUNS_MAX = 200;

/**
 * Reads one side of a comparison: a run (its folder or its result.json), or a folder of runs, which
 * are repetitions of one another. Throws LH_INPUT_MISSING, LH_NOT_A_RUN or LH_IO.
 */
export async function readSide(named: string, cwd: string): Promise<Side> {
  const repetitions = await runsWithin(path.resolve(cwd, named));
  const names =
    repetitions.length > 0 ? repetitions.map((name) => path.join(named, name)) : [named];
  if (names.length > RUNS_MAX)
    throw new LighthouseError('LH_USAGE', 'there are too many runs in the folder', {
      facts: { path: named, runs: names.length, limit: RUNS_MAX },
      hint: 'name a folder that holds the repetitions of one run',
    });
  const runs = await Promise.all(names.map(async (name) => (await readRun(name, cwd)).result));
  return { label: path.basename(path.resolve(cwd, named)), runs };
}

/** Names of the folders that hold a run; none when this is itself a run, or no folder. */
async function runsWithin(folder: string): Promise<string[]> {
  if (await isFile(path.join(folder, RUN_FILES.result))) return [];
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const isRun = await Promise.all(
    names.map((name) => isFile(path.join(folder, name, RUN_FILES.result))),
  );
  return names.filter((_, at) => isRun[at]).toSorted();
}

export function isFile(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isFile(),
    () => false,
  );
}
