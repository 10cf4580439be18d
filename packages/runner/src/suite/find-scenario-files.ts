import { readdirSync, type Dirent } from 'node:fs';
import path from 'node:path';
import { LighthouseError, RUN_FILES, SUITE_FILES } from '@lighthouse/contract';

export const SUITE_LIMITS = { depthMax: 8, filesMax: 500, entriesMax: 20_000 } as const;

const SCENARIO_FILE = /\.(ya?ml|json)$/i;
const SKIPPED_FOLDER = /^\.|^node_modules$/;
/** A folder that holds one of these was written by lh-run: the copies in it are no scenarios. */
const MARKS_OF_OUTPUT: readonly string[] = [RUN_FILES.plan, RUN_FILES.result, SUITE_FILES.suite];

/**
 * Finds the scenario files of a folder and those below it, sorted, relative to it. Leaves out
 * folders with a dot, node_modules and what lh-run wrote, and follows no links. Throws
 * LH_INPUT_MISSING, and LH_USAGE when there is more than SUITE_LIMITS allow: a suite of which a
 * part was left out unseen would be green for nothing.
 */
export function findScenarioFiles(folder: string): string[] {
  const files: string[] = [];
  let entryCount = 0;
  const visit = (below: string, depth: number) => {
    const entries = listFolder(path.join(folder, below), below === '' ? folder : below);
    if (entries.some(({ name }) => MARKS_OF_OUTPUT.includes(name))) return;
    entryCount += entries.length;
    if (entryCount > SUITE_LIMITS.entriesMax) throw tooMuch(folder, 'entries', 'entriesMax');
    for (const entry of entries) {
      const name = path.posix.join(below, entry.name);
      if (entry.isFile() && SCENARIO_FILE.test(entry.name)) files.push(name);
      if (!entry.isDirectory() || SKIPPED_FOLDER.test(entry.name)) continue;
      if (depth === SUITE_LIMITS.depthMax) throw tooMuch(folder, 'folders in folders', 'depthMax');
      visit(name, depth + 1);
    }
    if (files.length > SUITE_LIMITS.filesMax) throw tooMuch(folder, 'scenario files', 'filesMax');
  };
  visit('', 1);
  return files.toSorted();
}

function listFolder(folder: string, shown: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (cause) {
    throw new LighthouseError('LH_INPUT_MISSING', `cannot read the folder ${shown}`, {
      hint: 'name a folder with scenario files',
      cause,
    });
  }
}

function tooMuch(folder: string, what: string, limit: keyof typeof SUITE_LIMITS): LighthouseError {
  return new LighthouseError('LH_USAGE', `too many ${what} for a suite`, {
    facts: { folder, limit: SUITE_LIMITS[limit] },
    hint: 'name a smaller folder',
  });
}
