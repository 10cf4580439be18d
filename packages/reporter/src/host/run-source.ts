import { existsSync } from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract';
import type { Result } from '@lighthouse/contract';
import type { ResultsStore } from '@lighthouse/results-store';
import { askedAddress } from '@lighthouse/results-store/address';
import type { AskedResults, ResultsAddress } from '@lighthouse/results-store/address';
import type { Side } from '../compare/compare.ts';
import { parseResult } from '../model/parse-result.ts';
import { entryOfStored } from '../model/run-entry.ts';
import type { RunEntry } from '../model/run-entry.ts';
import { listResults, listRuns } from './list-runs.ts';
import type { Unreadable } from './list-runs.ts';
import { readRun } from './read-run.ts';
import type { Run } from './read-run.ts';
import { readSide } from './read-side.ts';
import type { ToolIo } from './tool-io.ts';

/** Folder of the runs when none is named. */
export const RUNS_FOLDER = 'runs';
const LISTED_MAX = 10_000;
const RUNS_OF_A_SIDE_MAX = 200;

/** Where runs are read from: folders, and a database when one was asked for. */
export interface RunSource {
  /** A run by its folder, its result.json or, in the database, by its id or its scenario. */
  readonly run: (named: string) => Promise<Run>;
  /** One side of a comparison; in the database, runs with commas between them. */
  readonly side: (named: string) => Promise<Side>;
  /** All runs of a folder or, when none is named, of the database. */
  readonly list: (folder: string | undefined) => Promise<RunEntry[]>;
  /** The last runs of each scenario. */
  readonly results: (
    folder: string | undefined,
    last: { readonly scenario: string | undefined; readonly each: number },
  ) => Promise<{ results: Result[]; unreadable: Unreadable[] }>;
}

/** Opens the source that was asked for, and closes it when the work is done. */
export async function withRuns<T>(
  asked: AskedResults,
  io: Pick<ToolIo, 'cwd'>,
  work: (source: RunSource) => Promise<T>,
): Promise<T> {
  const address = askedAddress(asked, io.cwd);
  if (address === undefined) return work(localRuns(io.cwd));
  const opened = openOnce(address);
  try {
    return await work(withDatabase(localRuns(io.cwd), opened.store, io.cwd));
  } finally {
    await opened.close();
  }
}

function localRuns(cwd: string): RunSource {
  return {
    run: (named) => readRun(named, cwd),
    side: (named) => readSide(named, cwd),
    list: (folder = RUNS_FOLDER) => listRuns(folder, cwd),
    results: (folder = RUNS_FOLDER) => listResults(folder, cwd),
  };
}

type OpenStore = () => Promise<ResultsStore>;

/** Connects when the first run is looked for there: the driver is not loaded before. */
function openOnce(address: ResultsAddress): { store: OpenStore; close: () => Promise<void> } {
  let opening: Promise<ResultsStore> | undefined;
  const open = async () => {
    const { ResultsStore } = await import('@lighthouse/results-store');
    return ResultsStore.openToRead(address);
  };
  return {
    store: () => (opening ??= open()),
    close: async () => {
      const store = await opening?.catch(() => undefined);
      await store?.close();
    },
  };
}

/** A name that is a path here is read here: what lies on the desk can be set against the rest. */
function withDatabase(local: RunSource, open: OpenStore, cwd: string): RunSource {
  const isHere = (named: string) => existsSync(path.resolve(cwd, named));
  const read = async (named: string): Promise<Result> => {
    const store = await open();
    const id = await store.find(named);
    return parseResult(await store.read(id), id);
  };
  return {
    run: async (named) =>
      isHere(named) ? local.run(named) : { result: await read(named), folder: undefined },
    side: async (named) =>
      isHere(named) ? local.side(named) : { label: named, runs: await readAll(named, read) },
    list: async (folder) =>
      folder === undefined
        ? (await (await open()).list(LISTED_MAX)).map(entryOfStored)
        : local.list(folder),
    results: async (folder, last) => {
      if (folder !== undefined) return local.results(folder, last);
      const store = await open();
      const results: Result[] = [];
      for (const id of await store.lastRuns(last))
        results.push(parseResult(await store.read(id), id));
      return { results, unreadable: [] };
    },
  };
}

async function readAll(named: string, read: (named: string) => Promise<Result>): Promise<Result[]> {
  const names = named.split(',').filter((name) => name !== '');
  if (names.length > RUNS_OF_A_SIDE_MAX)
    throw new LighthouseError('LH_USAGE', 'there are too many runs on one side', {
      facts: { runs: names.length, limit: RUNS_OF_A_SIDE_MAX },
    });
  const runs: Result[] = [];
  // One connection answers one question at a time.
  for (const name of names) runs.push(await read(name));
  return runs;
}
