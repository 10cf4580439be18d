/**
 * Byte streams by name, appended to and then read back once. In memory for small runs, on disk for large ones: what the audit
 * needs at any one time is one stream and its buffers.
 */
export interface PartitionStore {
  /** Number of partitions that the join is split into: a power of two. */
  readonly partitionCount: number;
  /** Appends; the bytes may be reused by the caller afterwards. */
  append(stream: string, bytes: Uint8Array): void;
  /** Gives everything appended to the stream, in order, and forgets it. Empty when nothing was. */
  take(stream: string): Uint8Array;
  /** Removes all that is left. */
  close(): void;
}
