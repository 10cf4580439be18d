import fs from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract/errors';
import type { LogFs } from './log-fs.ts';

const SEGMENT_SUFFIX = '.lhseg';

/**
 * A log together with the segments that were taken out of it into an archive: the folder of the log
 * shows those too. What stands in both is read from the log.
 */
export function withArchive(logFs: LogFs, dir: string, archive: string): LogFs {
  const isOfLog = (name: string): boolean => fs.existsSync(path.join(dir, name));
  return {
    ...logFs,
    list: (folder) => {
      const names = logFs.list(folder);
      if (folder !== dir) return names;
      const archived = logFs.list(archive).filter((name) => name.endsWith(SEGMENT_SUFFIX));
      return [...new Set([...names, ...archived])].toSorted();
    },
    open: (file, mode) => {
      const name = path.basename(file);
      const isArchived = path.dirname(file) === dir && name.endsWith(SEGMENT_SUFFIX);
      const isElsewhere = isArchived && !isOfLog(name);
      return logFs.open(isElsewhere ? path.join(archive, name) : file, mode);
    },
  };
}

/** Finds the folder that --archive names. Throws LH_INPUT_MISSING or LH_NOT_A_LOG. */
export function locateArchive(where: string, cwd: string): string {
  const folder = path.resolve(cwd, where);
  const names = fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()
    ? fs.readdirSync(folder)
    : undefined;
  const hint = 'name the folder that segments were archived into, with *.lhseg files in it';
  const facts = { path: folder };
  if (names === undefined)
    throw new LighthouseError('LH_INPUT_MISSING', 'there is no such archive', { hint, facts });
  if (!names.some((name) => name.endsWith(SEGMENT_SUFFIX)))
    throw new LighthouseError('LH_NOT_A_LOG', 'the archive holds no segment', { hint, facts });
  return folder;
}
