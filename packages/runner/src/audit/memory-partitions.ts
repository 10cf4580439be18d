import { ByteCollector } from './byte-collector.ts';
import { PARTITION_STREAMS } from './partition-store.ts';
import type { PartitionStore, PartitionStream } from './partition-store.ts';

/** Keeps partitions in memory: for runs of up to some hundred thousand operations. */
export class MemoryPartitions implements PartitionStore {
  readonly partitionCount: number;
  readonly #streams: ReadonlyMap<PartitionStream, ByteCollector[]>;

  constructor(partitionCount = 1) {
    this.partitionCount = partitionCount;
    this.#streams = new Map(
      PARTITION_STREAMS.map((stream) => [
        stream,
        Array.from({ length: partitionCount }, () => new ByteCollector()),
      ]),
    );
  }

  append(stream: PartitionStream, partition: number, bytes: Uint8Array): void {
    this.#collector(stream, partition).append(bytes);
  }

  take(stream: PartitionStream, partition: number): Uint8Array {
    return this.#collector(stream, partition).take();
  }

  close(): void {
    for (const collectors of this.#streams.values()) collectors.forEach((one) => one.take());
  }

  #collector(stream: PartitionStream, partition: number): ByteCollector {
    const collector = this.#streams.get(stream)?.[partition];
    if (collector === undefined) throw new RangeError(`no partition ${partition}`);
    return collector;
  }
}
