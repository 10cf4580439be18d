import type { EventBrief, VerifyAnswer, VerifyFinding } from '@lighthouse/contract/verify-answer';
import { hasErrorCode } from '@lighthouse/contract/errors';
import { readLog } from '@lighthouse/event-store';
import type { KeyRing, ReadOptions, StoredEvent } from '@lighthouse/event-store';
import type { LogFs } from './log-fs.ts';

/** Reads the authentic events right before and behind a finding. */
export async function findNeighbours(
  log: { readonly fs: LogFs; readonly dir: string; readonly keyRing: KeyRing },
  finding: VerifyFinding | undefined,
): Promise<VerifyAnswer['neighbours']> {
  const seqs = finding?.seqs;
  if (seqs === undefined) return {};
  const [first, end] = seqs;
  const before = await nearest(log, { before: first, backwards: true, limit: 1 });
  const after = await nearest(log, { after: end - 1, limit: 1 });
  return { ...(before && { before }), ...(after && { after }) };
}

async function nearest(
  log: { readonly fs: LogFs; readonly dir: string; readonly keyRing: KeyRing },
  options: ReadOptions,
): Promise<EventBrief | undefined> {
  try {
    for await (const event of readLog(log, options)) return briefOf(event);
  } catch (error) {
    // What can't be read is no neighbour; why it can't is what the verdict is about.
    if (!hasErrorCode(error)) throw error;
  }
  return undefined;
}

function briefOf({ seq, tsUs, type, stream, agent }: StoredEvent): EventBrief {
  return { seq, tsUs, type, stream, ...(agent === undefined ? {} : { agent }) };
}
