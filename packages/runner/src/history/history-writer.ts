import { closeSync, openSync, write, writeSync } from 'node:fs';
import { LighthouseError } from '@lighthouse/contract/errors';
import { isSystemError } from '../host/system-error.ts';
import { encodeRecord, RECORD_BYTES } from './record-codec.ts';
import type { HistoryRecord } from './record.ts';

const BLOCK_BYTES = 1024 * RECORD_BYTES;
/**
 * Blocks that may wait for the disk; beyond that the next one is written before anything else goes
 * on.
 */
const WAITING_MAX = 8;

/**
 * Writes one thread's history to a file as it happens, in blocks, without holding up the thread.
 * Memory is bounded.
 */
export class HistoryWriter {
  readonly #path: string;
  readonly #fd: number;
  #block = Buffer.allocUnsafe(BLOCK_BYTES);
  #filledBytes = 0;
  #fileBytes = 0;
  #waiting: { readonly bytes: Buffer; readonly position: number }[] = [];
  #isWriting = false;
  #failure: unknown;
  #onIdle: (() => void) | undefined;

  /** Creates the file; there must be none. */
  constructor(path: string) {
    this.#path = path;
    this.#fd = guard(path, () => openSync(path, 'wx'));
  }

  append(record: HistoryRecord): void {
    if (this.#filledBytes === BLOCK_BYTES) this.flush();
    encodeRecord(record, this.#block, this.#filledBytes);
    this.#filledBytes += RECORD_BYTES;
  }

  /** Hands what was appended to the disk. Throws when an earlier write failed. */
  flush(): void {
    if (this.#failure !== undefined) throw failureOf(this.#path, this.#failure);
    if (this.#filledBytes === 0) return;
    const bytes = this.#block.subarray(0, this.#filledBytes);
    const position = this.#fileBytes;
    this.#fileBytes += bytes.length;
    this.#block = Buffer.allocUnsafe(BLOCK_BYTES);
    this.#filledBytes = 0;
    if (this.#waiting.length >= WAITING_MAX)
      guard(this.#path, () => this.#writeNow(bytes, position));
    else {
      this.#waiting.push({ bytes, position });
      this.#writeNext();
    }
  }

  /** Resolves when everything is in the file. */
  async close(): Promise<void> {
    try {
      this.flush();
      if (this.#isWriting) await new Promise<void>((resolve) => (this.#onIdle = resolve));
      if (this.#failure !== undefined) throw failureOf(this.#path, this.#failure);
    } finally {
      closeSync(this.#fd);
    }
  }

  #writeNow(bytes: Buffer, position: number): void {
    for (let done = 0; done < bytes.length;)
      done += writeSync(this.#fd, bytes, done, bytes.length - done, position + done);
  }

  #writeNext(): void {
    if (this.#isWriting) return;
    const next = this.#waiting.shift();
    if (next === undefined) {
      this.#onIdle?.();
      return;
    }
    this.#isWriting = true;
    write(this.#fd, next.bytes, 0, next.bytes.length, next.position, (error, written) => {
      this.#isWriting = false;
      this.#failure ??= error ?? undefined;
      const rest = next.bytes.subarray(written);
      if (error === null && rest.length > 0)
        this.#waiting.unshift({ bytes: rest, position: next.position + written });
      this.#writeNext();
    });
  }
}

function guard<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw failureOf(path, error);
  }
}

function failureOf(path: string, cause: unknown): LighthouseError {
  const isFull = isSystemError(cause, 'ENOSPC', 'EDQUOT');
  return new LighthouseError(isFull ? 'LH_DISK_FULL' : 'LH_IO', 'cannot write the history', {
    facts: { path },
    hint: isFull ? 'make room, or write the run elsewhere with --out' : 'check the folder',
    cause,
  });
}
