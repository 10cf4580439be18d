import type { Anchor } from '@lighthouse/event-store';
import type { LogFs } from '../store/log-fs.ts';
import type { GivenCheckpoint } from './read-checkpoint.ts';
import type { GivenReceipt } from './read-receipts.ts';

/** What is known of the log from outside. */
export interface GivenAnchors {
  readonly receipts: readonly GivenReceipt[];
  readonly checkpoints: readonly GivenCheckpoint[];
}

/** Where a segment header says whose log it is; docs/format.md, section 3. */
const LOG_ID_AT = 16;
const LOG_ID_BYTES = 16;

/** Makes anchors of what is known. Receipts that name no log are taken to be of this one. */
export function anchorsOf({ receipts, checkpoints }: GivenAnchors, logId: string): Anchor[] {
  return [
    ...receipts.map((receipt) => ({
      kind: 'receipt' as const,
      logId: receipt.logId ?? logId,
      seq: receipt.seq,
      mac: receipt.mac,
    })),
    ...checkpoints.map((checkpoint) => ({ kind: 'checkpoint' as const, ...checkpoint })),
  ];
}

/** Gives the log's id as its first segment says it, proven or not; zeros when nothing says it. */
export function claimedLogId(fs: LogFs, logDir: string): string {
  const memory = Buffer.alloc(LOG_ID_BYTES);
  const first = fs.list(logDir).find((name) => name.endsWith('.lhseg'));
  if (first === undefined) return memory.toString('hex');
  try {
    const file = fs.open(`${logDir}/${first}`, 'read');
    try {
      file.pread(memory, LOG_ID_AT);
    } finally {
      file.close();
    }
  } catch {
    // Then nothing says it: that the file can't be read is for the verification to find.
  }
  return memory.toString('hex');
}
