import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { RepairStep } from './repair-step.ts';

/**
 * Makes a folder and those above it, one by one: where nothing can be made (below /proc), making
 * them all in one call never ends in some versions of Node.
 */
export function makeFolder(folder: string, mode = 0o777): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolder(parent);
  mkdirSync(folder, { mode });
}

/** Writes a file that must not be there: what is there is never written over. */
export function makeFile(file: string, content: string, mode = 0o666): void {
  makeFolder(path.dirname(file));
  writeFileSync(file, content, { flag: 'wx', mode });
}

/** The step that makes a file; `name` is relative to `cwd`. */
export function fileStep(cwd: string, name: string, content: string): RepairStep {
  const file = path.join(cwd, name);
  return {
    what: name,
    isThere: () => existsSync(file),
    make: () => makeFile(file, content),
  };
}
