import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { LighthouseError } from '@lighthouse/contract';
import { ByteCollector } from './byte-collector.ts';
import { PARTITION_STREAMS } from './partition-store.ts';
import type { PartitionStore, PartitionStream } from './partition-store.ts';

const BUFFER_BYTES = 16 * 1024;

/** A stream of a partition: what is in its file stands before what is in its buffer. */
interface Cell {
  readonly file: string;
  readonly buffer: ByteCollector;
  hasFile: boolean;
}

/**
 * Keeps each stream of each partition in a file of a folder, which must exist and be empty. Files
 * are written a buffer at a time and removed as they are taken. Throws LH_IO or LH_DISK_FULL.
 */
export class DiskPartitions implements PartitionStore {
  readonly partitionCount: number;
  readonly #folder: string;
  readonly #bufferBytes: number;
  readonly #cells: ReadonlyMap<PartitionStream, readonly Cell[]>;

  constructor(folder: string, partitionCount: number, bufferBytes = BUFFER_BYTES) {
    this.#folder = folder;
    this.#bufferBytes = bufferBytes;
    this.partitionCount = partitionCount;
    const cell = (stream: PartitionStream, partition: number): Cell => ({
      file: path.join(folder, `${stream}-${partition}.rows`),
      buffer: new ByteCollector(),
      hasFile: false,
    });
    this.#cells = new Map(
      PARTITION_STREAMS.map((stream) => [
        stream,
        Array.from({ length: partitionCount }, (_, partition) => cell(stream, partition)),
      ]),
    );
  }

  append(stream: PartitionStream, partition: number, bytes: Uint8Array): void {
    const cell = this.#cell(stream, partition);
    cell.buffer.append(bytes);
    if (cell.buffer.length >= this.#bufferBytes) this.#flush(cell);
  }

  take(stream: PartitionStream, partition: number): Uint8Array {
    const cell = this.#cell(stream, partition);
    if (!cell.hasFile) return cell.buffer.take();
    this.#flush(cell);
    cell.buffer.take();
    return this.#attempt('read', () => {
      const bytes = readFileSync(cell.file);
      remove(cell);
      return bytes;
    });
  }

  close(): void {
    for (const cells of this.#cells.values()) cells.forEach(remove);
  }

  #cell(stream: PartitionStream, partition: number): Cell {
    const cell = this.#cells.get(stream)?.[partition];
    if (cell === undefined) throw new RangeError(`no partition ${partition}`);
    return cell;
  }

  #flush(cell: Cell): void {
    this.#attempt('write', () => {
      const descriptor = openSync(cell.file, 'a', 0o600);
      cell.hasFile = true;
      try {
        writeAll(descriptor, cell.buffer.view());
      } finally {
        closeSync(descriptor);
      }
    });
    cell.buffer.clear();
  }

  #attempt<T>(verb: 'read' | 'write', action: () => T): T {
    try {
      return action();
    } catch (cause) {
      const isFull = (cause as NodeJS.ErrnoException).code === 'ENOSPC';
      throw new LighthouseError(
        isFull ? 'LH_DISK_FULL' : 'LH_IO',
        `cannot ${verb} what the audit keeps on disk`,
        { cause, facts: { folder: this.#folder } },
      );
    }
  }
}

function remove(cell: Cell): void {
  if (cell.hasFile) rmSync(cell.file, { force: true });
  cell.hasFile = false;
}

/** A short write is no error: the rest is tried again, and a full disk shows then. */
function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}
