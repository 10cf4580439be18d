import type { AppendResult } from '../types.ts';
import { Batch, type BatchEntry, type BatchStart } from './batch.ts';
import { BatchEffects } from './batch-effects.ts';
import { WaitList } from './wait-list.ts';

/** A batch with what it will change and who waits for its end. */
export class Draft {
  readonly batch: Batch;
  readonly effects = new BatchEffects();
  /** Settled when the batch is durable, or with the error when it will not be. */
  readonly end = new WaitList();

  constructor(start: BatchStart, memory?: Buffer) {
    this.batch = new Batch(start, memory);
  }

  get isEmpty(): boolean {
    return this.batch.entries.length === 0;
  }

  /** Answers everyone: the batch is durable. */
  acknowledge(logId: string): void {
    for (const entry of this.batch.entries) {
      const result = resultOf(entry, { logId, repeated: false });
      for (const waiter of entry.waiters) waiter.resolve(result);
    }
    this.end.settle();
  }

  /** Answers everyone that the batch failed. */
  reject(error: unknown): void {
    for (const entry of this.batch.entries) {
      for (const waiter of entry.waiters) waiter.reject(error);
    }
    this.end.settle(error);
  }
}

/** Gives what the caller of an append is told. */
export function resultOf(
  append: Pick<BatchEntry, 'firstSeq' | 'lastSeq' | 'mac'>,
  facts: { readonly logId: string; readonly repeated: boolean },
): AppendResult {
  const receipt = { logId: facts.logId, seq: append.lastSeq, mac: append.mac };
  return { receipt, firstSeq: append.firstSeq, repeated: facts.repeated };
}
