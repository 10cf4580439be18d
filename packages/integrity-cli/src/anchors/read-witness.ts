import fs from 'node:fs';
import { LighthouseError } from '@lighthouse/contract/errors';
import { logIdOf, readWitnessed } from '@lighthouse/event-store/anchors';
import type { Checkpoint, JudgedLog } from '@lighthouse/event-store/anchors';
import { createReadOnlyFs } from '../store/read-only-fs.ts';

/** Tells whether --against names the folder of a witness, and not a file that somebody signed. */
export function isWitnessFolder(where: string): boolean {
  return fs.statSync(where, { throwIfNoEntry: false })?.isDirectory() === true;
}

/**
 * Reads what a witness remembers of a log. What stands in the folder is believed as it is: only the
 * witness may write there. Throws LH_IO, or LH_CONFIG when it is not the folder of a witness or the
 * witness never signed a checkpoint of this log.
 */
export function readWitness(
  folder: string,
  log: Pick<JudgedLog, 'dir' | 'keyRing'>,
): readonly Checkpoint[] {
  const readOnly = createReadOnlyFs();
  const logId = logIdOf({ ...log, fs: readOnly });
  const checkpoints = readWitnessed(folder, logId ?? '', readOnly);
  if (checkpoints === undefined)
    throw new LighthouseError('LH_CONFIG', 'this is not the folder of a witness', {
      hint: 'name the folder with its *.checkpoint files, or a signed checkpoint',
      facts: { path: folder },
    });
  // A log that does not even say which it is can't be found intact.
  if (checkpoints.length > 0 || logId === undefined) return checkpoints;
  throw new LighthouseError('LH_CONFIG', 'the witness has signed no checkpoint of this log', {
    hint: 'name the witness that this log is shown to; if it is this one, the log was replaced',
    facts: { path: folder, log: logId },
  });
}
