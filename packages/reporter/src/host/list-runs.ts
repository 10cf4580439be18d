import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { hasErrorCode, LighthouseError } from '@lighthouse/contract';
import type { Result } from '@lighthouse/contract';
import { entryOf } from '../model/run-entry.ts';
import type { RunEntry } from '../model/run-entry.ts';
import { isErrorOf } from './io-error.ts';
import { readRun } from './read-run.ts';

const RUNS_MAX = 10_000;

/**
 * Reads what is known of each run in a folder, newest first. A run that cannot be read is listed
 * with what is wrong.
 */
export async function listRuns(folder: string, cwd: string): Promise<RunEntry[]> {
  const entries: RunEntry[] = [];
  for await (const read of readRuns(folder, cwd))
    entries.push('result' in read ? entryOf(read.result, read.path) : read);
  return entries.toSorted((a, b) => (startOf(a) < startOf(b) ? 1 : -1));
}

/** Reads every run in a folder, and names those that cannot be read. */
export async function listResults(
  folder: string,
  cwd: string,
): Promise<{ results: Result[]; unreadable: Unreadable[] }> {
  const results: Result[] = [];
  const unreadable: Unreadable[] = [];
  for await (const read of readRuns(folder, cwd)) {
    if ('result' in read) results.push(read.result);
    else unreadable.push(read);
  }
  return { results, unreadable };
}

export type Unreadable = Extract<RunEntry, { kind: 'unreadable' }>;

async function* readRuns(
  folder: string,
  cwd: string,
): AsyncIterable<{ path: string; result: Result } | Unreadable> {
  const names = await folderNames(path.resolve(cwd, folder), folder);
  for (const name of names) {
    const runFolder = path.join(folder, name);
    try {
      yield { path: runFolder, result: (await readRun(runFolder, cwd)).result };
    } catch (error) {
      if (!hasErrorCode(error)) throw error;
      yield { kind: 'unreadable', path: runFolder, problem: error.message };
    }
  }
}

async function folderNames(folder: string, named: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    // Names of runs begin with their time, so the last ones are the newest.
    return names.toSorted().slice(-RUNS_MAX);
  } catch (cause) {
    if (isErrorOf(cause, 'ENOENT', 'ENOTDIR'))
      throw new LighthouseError('LH_INPUT_MISSING', 'there is no such folder', {
        facts: { path: named },
        hint: 'name the folder that holds the folders of runs',
      });
    throw new LighthouseError('LH_IO', 'cannot list the runs', { facts: { path: named }, cause });
  }
}

/** What cannot be read has no time and comes last. */
function startOf(entry: RunEntry): string {
  return entry.kind === 'run' ? entry.startedAt : '';
}
