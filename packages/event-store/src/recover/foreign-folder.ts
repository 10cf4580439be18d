import { LighthouseError } from '@lighthouse/contract/errors';
import type { LogFs } from '../fs/log-fs.ts';
import { ARCHIVE_DIR } from '../life/archived-names.ts';
import { RESTORE_FILES } from '../life/incarnation.ts';
import { LOCK_FILE } from '../lock.ts';
import { HEAD_FILE } from './read-head.ts';
import { SEGMENT_SUFFIX } from '../format/segment-name.ts';

/** Refuses, with LH_NOT_A_LOG, to make a log among the files of something else. */
export function refuseForeignFolder(fs: LogFs, dir: string): void {
  const foreign = fs.list(dir).find((name) => !isOfLog(name));
  if (foreign === undefined) return;
  throw new LighthouseError('LH_NOT_A_LOG', 'the folder holds other files and no log', {
    hint: 'name an empty folder, or one that does not exist yet',
    facts: { dir, found: foreign },
  });
}

function isOfLog(name: string): boolean {
  if (RESTORE_FILES.includes(name) || name === ARCHIVE_DIR) return true;
  return name === HEAD_FILE || name.startsWith(LOCK_FILE) || name.endsWith(SEGMENT_SUFFIX);
}
