import { LighthouseError } from '@lighthouse/contract';
import type { EpochGate } from './append/epoch-gate.ts';
import type { LogWriter } from './append/writer.ts';
import { withLogCode } from './io-error.ts';
import type { FileCache } from './fs/file-cache.ts';
import type { IndexStore } from './index/index-store.ts';
import type { LogIndex } from './index/log-index.ts';
import type { KeyRing } from './keys/key-ring.ts';
import { RingKeys, type WriterKeys } from './keys/keys-of-log.ts';
import { rotationTo } from './keys/rotation.ts';
import type { LogLock } from './lock.ts';
import { logClosed } from './append/failures.ts';
import { checkReadOptions } from './query/check-read-options.ts';
import type { LogReader } from './query/log-reader.ts';
import type { Progress } from './query/progress.ts';
import type { AppendRequest, AppendResult, EventLog, ReadOptions, StoredEvent } from './types.ts';

export interface OpenEventLogParts {
  readonly dir: string;
  readonly logId: string;
  readonly lock: LogLock;
  readonly keys: WriterKeys;
  readonly index: LogIndex;
  readonly reader: LogReader;
  readonly writer: LogWriter;
  /** In sealed mode. */
  readonly gate: EpochGate | undefined;
  readonly progress: Progress;
  readonly store: IndexStore;
  readonly files: FileCache;
}

function sealedLog(): LighthouseError {
  return new LighthouseError('LH_USAGE', 'a sealed log has no key ring to rotate', {
    hint: 'its key changes by itself when its epoch ends',
  });
}

export class OpenEventLog implements EventLog {
  readonly #parts: OpenEventLogParts;
  #closing: Promise<void> | undefined;

  constructor(parts: OpenEventLogParts) {
    this.#parts = parts;
  }

  get logId(): string {
    return this.#parts.logId;
  }

  get dir(): string {
    return this.#parts.dir;
  }

  get lastSeq(): number {
    return this.#parts.writer.lastSeq;
  }

  get failure(): Error | undefined {
    return this.#parts.writer.failure;
  }

  append(request: AppendRequest): Promise<AppendResult> {
    return (this.#parts.gate ?? this.#parts.writer).append(request);
  }

  streamVersion(stream: string): number {
    return this.#parts.index.versionOf(stream);
  }

  async *read(options: ReadOptions = {}): AsyncGenerator<StoredEvent> {
    this.#refuseIfClosed();
    checkReadOptions(options);
    yield* this.#parts.reader.read(options, this.lastSeq);
  }

  async *subscribe(options: {
    readonly after: number;
    readonly signal: AbortSignal;
  }): AsyncGenerator<StoredEvent> {
    this.#refuseIfClosed();
    checkReadOptions({ after: options.after });
    const { reader, progress, writer } = this.#parts;
    let { after } = options;
    while (!options.signal.aborted && !writer.isClosed) {
      // Taken before reading: what becomes durable meanwhile is read in the next round.
      const more = progress.wait(options.signal);
      for (const event of reader.read({ after }, this.lastSeq)) {
        yield event;
        if (options.signal.aborted) return;
        after = event.seq;
      }
      await more;
    }
  }

  deriveKey(info: string): Uint8Array {
    return new Uint8Array(this.#parts.keys.root.expand(info).export());
  }

  async rotateKey(ring: KeyRing): Promise<AppendResult | undefined> {
    this.#refuseIfClosed();
    const { keys, writer, logId } = this.#parts;
    if (!(keys instanceof RingKeys)) throw sealedLog();
    const rotation = rotationTo(ring, { logId, inForce: writer.keys });
    keys.takeRing(ring);
    return rotation && writer.append({ events: [rotation.event] }, rotation.keys);
  }

  /** Ends the epoch that is in force, in sealed mode. */
  async sealEpoch(): Promise<void> {
    this.#refuseIfClosed();
    await this.#parts.gate?.seal();
  }

  /** Ends the epochs that are over, in sealed mode. */
  async sealOverdue(): Promise<void> {
    await this.#parts.gate?.turn();
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { writer, gate, store, files } = this.#parts;
    try {
      await gate?.close();
      await writer.close();
    } finally {
      if (writer.failure === undefined) await store.finish();
      else await store.abandon();
      files.close();
      this.#release();
    }
  }

  #release(): void {
    try {
      this.#parts.lock.release();
    } catch (error) {
      throw withLogCode(error, 'release the lock of the log');
    }
  }

  #refuseIfClosed(): void {
    if (this.#parts.writer.isClosed) throw logClosed();
  }
}
