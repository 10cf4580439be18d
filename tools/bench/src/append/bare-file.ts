import { closeSync, fdatasyncSync, fsyncSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

const FILL_BYTES = 1 << 20;

/** A file that batches are written to and synced, and nothing else: what the disk itself allows. */
export class BareFile {
  readonly #fd: number;
  /** Writing starts over at its beginning; 0 when the file grows. */
  readonly #preallocatedBytes: number;
  #end = 0;

  /**
   * A growing file, or one whose blocks are written beforehand, so that a sync need not change its
   * length or its map.
   */
  constructor(file: { readonly folder: string; readonly preallocatedBytes: number }) {
    this.#preallocatedBytes = file.preallocatedBytes;
    this.#fd = openSync(path.join(file.folder, 'bare'), 'wx');
    const zeros = Buffer.alloc(FILL_BYTES);
    for (let at = 0; at < file.preallocatedBytes; at += zeros.length) this.#write(zeros, at);
    fsyncSync(this.#fd);
  }

  /** Makes the bytes durable behind the ones before. */
  append(bytes: Buffer): void {
    const isOver = this.#end + bytes.length > this.#preallocatedBytes;
    if (this.#preallocatedBytes > 0 && isOver) this.#end = 0;
    this.#write(bytes, this.#end);
    this.#end += bytes.length;
    fdatasyncSync(this.#fd);
  }

  close(): void {
    closeSync(this.#fd);
  }

  #write(bytes: Buffer, position: number): void {
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
  }
}
