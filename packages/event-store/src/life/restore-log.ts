import { LighthouseError } from '@lighthouse/contract/errors';
import { LOG_STREAM } from '../format/meta.ts';
import type { LogFs } from '../fs/log-fs.ts';
import { nodeFs } from '../fs/node-fs.ts';
import { withLogCode } from '../io-error.ts';
import type { OpenLogOptions } from '../open-log.ts';
import { openRingLog } from '../open-ring-log.ts';
import { ALL_RULES } from '../rules.ts';
import type { EventLog, NewEvent } from '../types.ts';
import { verifyLog } from '../verify/verify-log.ts';
import { copyLog, makeTarget } from './copy-log.ts';
import { beginRestore, endRestore, incarnationBefore } from './incarnation.ts';

export interface RestoreOptions extends OpenLogOptions {
  /** Folder of the backup. */
  readonly from: string;
  /** What the record says of where the backup came from and why: 1 to 1,000 characters. */
  readonly reason: string;
  /** Stops it; what was put down so far is refused as a restore that was broken off. */
  readonly signal?: AbortSignal;
}

export interface RestoredLog {
  readonly log: EventLog;
  /** 1 for the first restore of this log. */
  readonly incarnation: number;
  /** Last event of the backup. */
  readonly seq: number;
}

const REASON_MAX = 1000;

/**
 * Copies a backup into an empty folder and opens it, with `$store_restored` as its first new event:
 * what the log had beyond the backup is given up by declaration. Without that record its anchors
 * would convict it of ROLLBACK or FORK. Rejects as openLog does, with LH_USAGE, or with
 * LH_LOG_DAMAGED when the backup itself is not whole.
 */
export async function restoreLog(options: RestoreOptions): Promise<RestoredLog> {
  const { from, dir: to, keyRing, reason, signal } = options;
  const fs: LogFs = options.fs ?? nodeFs;
  if (reason.length === 0 || reason.length > REASON_MAX) throw noReason();
  try {
    await refuseDamaged(options, fs);
    makeTarget({ fs, from, to });
    // Crash here and below: a restore that was not declared, which openLog refuses.
    beginRestore(fs, to);
    await copyLog({ fs, from, to, ...(signal && { signal }) });
  } catch (error) {
    throw withLogCode(error, 'restore the log');
  }
  let made = { incarnation: 0, seq: 0 };
  const log = await openRingLog(
    { ...options, keyRing, fs },
    {
      rules: ALL_RULES,
      restore: {
        firstEvent: async (opened) => {
          made = { incarnation: (await incarnationBefore(opened)) + 1, seq: opened.lastSeq };
          return restoredEvent({ ...made, from: reason });
        },
        onDeclared: () => endRestore(fs, to, made.incarnation),
      },
    },
  );
  return { log, ...made };
}

async function refuseDamaged(options: RestoreOptions, fs: LogFs): Promise<void> {
  const { from: dir, keyRing, signal } = options;
  const { findings } = await verifyLog({ dir, keyRing, fs, ...(signal && { signal }) });
  const [worst] = findings.filter(({ severity }) => severity !== 'info');
  if (worst === undefined) return;
  throw new LighthouseError('LH_LOG_DAMAGED', 'the backup is not whole and authentic', {
    hint: 'run lh-verify on it, and restore another one',
    facts: { from: dir, finding: worst.code },
  });
}

function restoredEvent(payload: {
  readonly incarnation: number;
  readonly from: string;
  readonly seq: number;
}): NewEvent {
  const { incarnation, from, seq } = payload;
  const bytes = new TextEncoder().encode(JSON.stringify({ incarnation, from, seq }));
  return { type: '$store_restored', stream: LOG_STREAM, payload: bytes, system: true };
}

function noReason(): LighthouseError {
  return new LighthouseError('LH_USAGE', 'a restore says where the backup is from, and why', {
    hint: `give 1 to ${REASON_MAX} characters`,
  });
}
