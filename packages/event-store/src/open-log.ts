import type { Clock, RandomBytes, Scheduler } from './clock.ts';
import type { SegmentHeader } from './format/segment-header.ts';
import type { LogFs } from './fs/log-fs.ts';
import { activeKey, type KeyRing } from './keys/key-ring.ts';
import { RingKeys } from './keys/keys-of-log.ts';
import type { LogLimits } from './limits.ts';
import type { ProcessTable } from './lock.ts';
import type { SubjectKeys } from './life/subject-keys.ts';
import { openLogFrom, type OpenFromOptions } from './open-log-from.ts';
import { damaged, keyMissing, keyWrong } from './recover/refusals.ts';
import { ALL_RULES, type DurabilityRules } from './rules.ts';
import type { EventLog } from './types.ts';

export interface OpenLogOptions {
  /** Absolute path of the log's folder; made when it is not there. */
  readonly dir: string;
  readonly keyRing: KeyRing;
  readonly clock: Clock;
  readonly random: RandomBytes;
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
 * Rejects with LH_LOG_LOCKED, LH_LOG_DAMAGED (run lh-verify; nothing was changed), LH_KEY_MISSING,
 * LH_KEY_WRONG, LH_NOT_A_LOG, LH_DISK_FULL or LH_IO.
 */
export function openLog(options: OpenLogOptions): Promise<EventLog> {
  return openLogByRules(options, ALL_RULES);
}

/** For the tests that show what each rule is for. */
export function openLogByRules(options: OpenLogOptions, rules: DurabilityRules): Promise<EventLog> {
  return openRingLog(options, { rules });
}

/** Opens the log; a restore has something to say first. */
export async function openRingLog(
  options: OpenLogOptions,
  opening: Pick<OpenFromOptions, 'rules' | 'restore'>,
): Promise<EventLog> {
  const { keyRing } = options;
  const log = await openLogFrom(
    { ...options, ...opening },
    {
      ofHeader: (header) => keysFor(header, keyRing),
      ofNew: (logId) => ({ keys: new RingKeys(keyRing, logId), kid: activeKey(keyRing).kid }),
    },
  );
  try {
    // A rotation that was begun in the key ring is ended here.
    await log.rotateKey(keyRing);
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

function keysFor(header: SegmentHeader, ring: KeyRing): RingKeys {
  const { kid, keyCheck, isSealed, logId } = header;
  if (isSealed) throw damaged('KEY_EPOCH', 'a sealed log is opened with its epoch key only');
  const keys = new RingKeys(ring, logId);
  const ofHeader = keys.get(kid);
  if (ofHeader === undefined) throw keyMissing(kid);
  if (ofHeader.keyCheck !== keyCheck) throw keyWrong(kid);
  return keys;
}
