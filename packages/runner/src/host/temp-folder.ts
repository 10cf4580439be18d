import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { isSystemError } from './system-error.ts';

const PREFIX = 'lh-run-';
const NAME = /^lh-run-(\d+)-/;

/** A folder for what only this run needs. It is gone when the process is, however it ended. */
export interface TempFolder {
  readonly path: string;
  readonly remove: () => void;
}

/** Makes a folder, and removes those that killed runs of this user left behind. */
export function makeTempFolder(root = os.tmpdir()): TempFolder {
  removeLeftovers(root);
  return makeFolderOfProcess(root);
}

/**
 * Makes a folder in one that is not ours, where nothing else is touched: what a killed process left
 * there may be that of another machine which works on the same mount.
 */
export function makeFolderOfProcess(root: string): TempFolder {
  const folder = mkdtempSync(path.join(root, `${PREFIX}${process.pid}-`));
  const remove = () => {
    rmSync(folder, { recursive: true, force: true });
    process.off('exit', remove);
  };
  process.once('exit', remove);
  return { path: folder, remove };
}

function removeLeftovers(root: string): void {
  for (const name of readdirSync(root)) {
    const pid = Number(NAME.exec(name)?.[1] ?? Number.NaN);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    try {
      rmSync(path.join(root, name), { recursive: true, force: true });
    } catch {
      // Another user's: theirs to remove.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isSystemError(error, 'EPERM');
  }
}
