import { nodeFs } from '../fs/node-fs.ts';
import { identifyLog } from '../verify/identity.ts';
import { readLogFolder } from '../verify/log-folder.ts';
import type { VerifyOptions } from '../verify/verify-log.ts';

/**
 * Finds out whose log a folder holds, as verification does; undefined when nothing says anything.
 * Throws LH_INPUT_MISSING or LH_NOT_A_LOG.
 */
export function logIdOf({
  dir,
  keyRing,
  fs = nodeFs,
}: Pick<VerifyOptions, 'dir' | 'keyRing' | 'fs'>): string | undefined {
  return identifyLog(readLogFolder(fs, dir), keyRing)?.logId;
}
