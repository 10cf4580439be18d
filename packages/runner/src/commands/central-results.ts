import path from 'node:path';
import { LighthouseError, RUN_FILES } from '@lighthouse/contract';
import { askedAddress, type AskedResults } from '@lighthouse/results-store/address';
import { storeResults } from '../host/render-report.ts';
import { writeWhole } from '../host/run-folder.ts';
import type { Installation } from '../run/run-settings.ts';
import type { FileLine } from '../summary/terminal-summary.ts';
import type { CommandIo } from './command-io.ts';

/** A database that results are stored in. The folders of the runs are what counts. */
export interface CentralResults {
  /** Marks the folder of a run, before it begins: until it is stored, the mark stays. */
  readonly announce: (folder: string) => void;
  /** Stores the run of a folder, or those in it; when that fails, says how to do it later. */
  readonly store: (folder: string) => Promise<FileLine[]>;
}

/** Gives the database that was asked for, if one was. Throws what is wrong with its address. */
export function centralResults(
  asked: AskedResults,
  { reporter }: Pick<Installation, 'reporter'>,
  io: Pick<CommandIo, 'cwd' | 'log'>,
): CentralResults | undefined {
  const address = askedAddress(asked, io.cwd);
  if (address === undefined) return undefined;
  if (reporter === undefined)
    throw new LighthouseError('LH_IO', 'lh-report, which stores results, did not come along', {
      hint: 'install lh-run again, or build it',
    });
  const mark = { schema: 'lighthouse/not-stored/1', database: address.shown };
  return {
    announce: (folder) => {
      writeWhole(path.join(folder, RUN_FILES.notStored), `${JSON.stringify(mark)}\n`);
    },
    store: async (folder) => {
      const failure = await storeResults(reporter, folder, address);
      if (failure === undefined) return [{ what: 'stored in', path: address.shown }];
      const shown = path.relative(io.cwd, folder) || folder;
      io.log('warn', `the result could not be stored: ${failure}`);
      io.log('warn', `nothing is lost: lh-report push ${shown} sends it later`);
      return [];
    },
  };
}
