import { readdirSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { Settings } from './check.ts';

/** Where secrets are kept when nobody says otherwise: as lh-bridge and lh-run do. */
export const KEYS_FOLDER = 'keys';
export const KEY_RING_FILE = path.join(KEYS_FOLDER, 'lighthouse.keyring.json');
export const ENROL_TOKEN_FILE = path.join(KEYS_FOLDER, 'enrol-token');
export const LOG_FOLDER = path.join('data', 'log');
const KEY_RING_OF_RUN = 'keyring.json';
const RUNS_MAX = 1000;

export interface KeyFile {
  readonly path: string;
  readonly stats: Stats;
}

/** Finds the files that hold secrets: those in keys/, those of runs, and the one that is named. */
export function findKeyFiles({ cwd, resultsDir, key }: Settings): readonly KeyFile[] {
  const inKeys = namesIn(path.join(cwd, KEYS_FOLDER));
  const ofRuns = namesIn(resultsDir)
    .slice(0, RUNS_MAX)
    .map((run) => path.join(run, KEY_RING_OF_RUN));
  const named = key === undefined ? [] : [path.resolve(cwd, key)];
  return [...new Set([...inKeys, ...ofRuns, ...named])].flatMap((file) => {
    const stats = statsOf(file);
    return stats?.isFile() === true ? [{ path: file, stats }] : [];
  });
}

/** Not every entry beside the runs is a folder, and not every file is ours to look at. */
function statsOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).map((name) => path.join(folder, name));
  } catch {
    return [];
  }
}

/** What a mode gives to others than the owner. */
export const OTHERS = 0o077;
