import type { Clock, RandomBytes, Scheduler } from './clock.ts';
import type { LogFs } from './fs/log-fs.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { LogLimits } from './limits.ts';
import type { ProcessTable } from './lock.ts';
import type { SubjectKeys } from './life/subject-keys.ts';
import { openLogByRules } from './open-ring-log.ts';
import { ALL_RULES } from './rules.ts';
import type { EventLog } from './types.ts';

export interface OpenLogOptions {
  /** Absolute path of the log's folder; made when it is not there. */
  readonly dir: string;
  readonly keyRing: KeyRing;
  /** That of the machine, unless given. */
  readonly clock?: Clock;
  readonly random?: RandomBytes;
  readonly limits?: Partial<LogLimits>;
  readonly fs?: LogFs;
  readonly scheduler?: Scheduler;
  readonly processes?: ProcessTable;
  /** Needed for events with a `subject`: see `subjectKeysIn`. */
  readonly subjects?: SubjectKeys;
}

/**
 * Opens a log for appending and reading, makes it when the folder is empty, and recovers it when it
 * was not closed in order.
 *
 * Rejects with LH_USAGE or LH_CONFIG (nothing was touched), LH_LOG_LOCKED, LH_LOG_DAMAGED (run
 * lh-verify; nothing was changed), LH_KEY_MISSING, LH_KEY_WRONG, LH_NOT_A_LOG, LH_DISK_FULL or
 * LH_IO.
 */
export function openLog(options: OpenLogOptions): Promise<EventLog> {
  return openLogByRules(options, ALL_RULES);
}
