/**
 * Byte streams, appended to and then read back once: what the join of an audit keeps outside its
 * working memory. At any one time the audit needs two or three streams and the buffers of all.
 */
export interface PartitionStore {
  /** Number of partitions that the join is split into. */
  readonly partitionCount: number;
  /** Appends; the bytes may be reused by the caller afterwards. */
  append(stream: PartitionStream, partition: number, bytes: Uint8Array): void;
  /** Gives all that was appended, in order, and forgets it. */
  take(stream: PartitionStream, partition: number): Uint8Array;
  /** Removes all that is left. */
  close(): void;
}

export const PARTITION_STREAMS = ['operations', 'appends', 'order'] as const;
export type PartitionStream = (typeof PARTITION_STREAMS)[number];

const OPERATIONS_PER_PARTITION = 20_000;
const PARTITIONS_MAX = 1024;

/** Partitions that keep the memory of an audit small, for about so many operations. */
export function partitionCountFor(operationCount: number): number {
  const count = Math.ceil(operationCount / OPERATIONS_PER_PARTITION);
  return Math.min(PARTITIONS_MAX, Math.max(1, count));
}
