import { keyName, type FrameRecord } from '../index/frame-record.ts';
import type { BatchEntry } from './batch.ts';

/** An idempotency key used in a batch. */
export interface KeyUse {
  readonly entry: BatchEntry;
  /** The frames of the append, within the batch. */
  readonly offset: number;
  readonly frameCount: number;
}

/** What will be true of streams, ids and keys once a batch is durable. */
export class BatchEffects {
  readonly versions = new Map<string, number>();
  readonly ids = new Set<string>();
  readonly keys = new Map<string, KeyUse>();
  /** Offsets count from the start of the batch. */
  readonly records: FrameRecord[] = [];

  addFrame(record: FrameRecord): void {
    this.records.push(record);
    this.versions.set(record.stream, record.version);
    if (record.id !== undefined) this.ids.add(record.id);
  }

  addKey(name: { agent: string | undefined; key: string }, use: KeyUse): void {
    this.keys.set(keyName(name.agent, name.key), use);
  }
}
