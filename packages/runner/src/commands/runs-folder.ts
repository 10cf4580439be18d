import path from 'node:path';
import { wallNowMs } from '../host/clock.ts';
import { makeRunFolder, makeRunFolderIn, runFolderName } from '../host/run-folder.ts';

/** Makes the folder of several runs: as asked for, or a new one in `runs` that is called so. */
export function makeRunsFolder(out: string | undefined, name: string, cwd: string): string {
  if (out === undefined)
    return makeRunFolderIn(path.join(cwd, 'runs'), runFolderName(new Date(wallNowMs()), name));
  makeRunFolder(path.resolve(cwd, out));
  return path.resolve(cwd, out);
}
