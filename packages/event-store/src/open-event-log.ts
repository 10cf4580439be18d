import { LighthouseError } from '@lighthouse/contract/errors';
import type { EpochGate } from './append/epoch-gate.ts';
import type { LogWriter } from './append/writer.ts';
import { withLogCode } from './io-error.ts';
import type { FileCache } from './fs/file-cache.ts';
import type { IndexStore } from './index/index-store.ts';
import type { LogIndex } from './index/log-index.ts';
import { checkKeyRing, type KeyRing } from './keys/key-ring.ts';
import { RingKeys, type WriterKeys } from './keys/keys-of-log.ts';
import { rotationTo } from './keys/rotation.ts';
import type { LogLock } from './lock.ts';
import { segmentName } from './format/segment-name.ts';
import { copyToArchive, removeSegments } from './life/archive-log.ts';
import type { LogFs } from './fs/log-fs.ts';
import {
  readSnapshot,
  writeSnapshot,
  type Snapshot,
  type SnapshotPlace,
} from './life/snapshots.ts';
import { erasedEvent, type Subjects } from './life/subjects.ts';
import { logClosed } from './append/failures.ts';
import { checkReadOptions } from './query/check-read-options.ts';
import type { LogReader } from './query/log-reader.ts';
import type { Progress } from './query/progress.ts';
import type {
  AppendRequest,
  AppendResult,
  ArchiveOptions,
  EventLog,
  ReadOptions,
  StoredEvent,
  SubscribeOptions,
} from './types.ts';

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
  readonly fs: LogFs;
  readonly subjects: Subjects;
  /** How often the log was restored. */
  readonly incarnation: number;
}

function inLife(result: AppendResult, incarnation: number): AppendResult {
  return { ...result, receipt: { ...result.receipt, incarnation } };
}

function noSuchEvent(seq: number): LighthouseError {
  return new LighthouseError('LH_USAGE', 'a snapshot ends with an event of the log', {
    hint: 'give the seq of the last event that the state takes in, or 0',
    facts: { seq },
  });
}

function asLogError(error: unknown): Error {
  const coded = withLogCode(error, 'archive segments');
  return coded instanceof Error ? coded : new Error(String(coded));
}

function archivedBefore(firstSeq: number): LighthouseError {
  return new LighthouseError('LH_INPUT_MISSING', 'the events to begin with were archived', {
    hint: 'begin with a snapshot of a later event',
    facts: { firstSeq },
  });
}

function sealedLog(): LighthouseError {
  return new LighthouseError('LH_USAGE', 'a sealed log has no key ring to rotate', {
    hint: 'its key changes by itself when its epoch ends',
  });
}

export class OpenEventLog implements EventLog {
  readonly #parts: OpenEventLogParts;
  #closing: Promise<void> | undefined;
  #incarnation: number;
  #archiving: Promise<AppendResult | undefined> = Promise.resolve(undefined);

  constructor(parts: OpenEventLogParts) {
    this.#parts = parts;
    this.#incarnation = parts.incarnation;
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
    const { gate, writer, subjects } = this.#parts;
    const incarnation = this.#incarnation;
    let hidden: AppendRequest;
    try {
      hidden = subjects.hide(request);
    } catch (error) {
      return Promise.reject(error);
    }
    const appended = (gate ?? writer).append(hidden);
    return incarnation === 0 ? appended : appended.then((result) => inLife(result, incarnation));
  }

  streamVersion(stream: string): number {
    return this.#parts.index.versionOf(stream);
  }

  async *read(options: ReadOptions = {}): AsyncGenerator<StoredEvent> {
    this.#refuseIfClosed();
    checkReadOptions(options);
    const { reader, subjects } = this.#parts;
    for (const event of reader.read(options, this.lastSeq)) yield subjects.show(event);
  }

  async *subscribe(options: SubscribeOptions = {}): AsyncGenerator<StoredEvent> {
    this.#refuseIfClosed();
    const { signal = new AbortController().signal, ...from } = options;
    checkReadOptions(from);
    let { after = 0 } = from;
    if (after + 1 < this.firstSeq) throw archivedBefore(this.firstSeq);
    const { reader, progress, writer, subjects } = this.#parts;
    while (!signal.aborted && !writer.isClosed) {
      // Taken before reading: what becomes durable meanwhile is read in the next round.
      const more = progress.wait(signal);
      for (const event of reader.read({ after }, this.lastSeq)) {
        yield subjects.show(event);
        if (signal.aborted) return;
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
    checkKeyRing(ring);
    const { keys, writer, logId } = this.#parts;
    if (!(keys instanceof RingKeys)) throw sealedLog();
    const rotation = rotationTo(ring, { logId, inForce: writer.keys });
    keys.takeRing(ring);
    return rotation && writer.append({ events: [rotation.event] }, rotation.keys);
  }

  get firstSeq(): number {
    return this.#parts.index.firstSeq;
  }

  archive(options: ArchiveOptions): Promise<AppendResult | undefined> {
    this.#archiving = this.#archiving
      .catch(() => undefined)
      .then(() => this.#archive(options).catch((e: unknown) => Promise.reject(asLogError(e))));
    return this.#archiving;
  }

  async #archive({ through, to }: ArchiveOptions): Promise<AppendResult | undefined> {
    this.#refuseIfClosed();
    const { fs, dir, keys, index, files } = this.#parts;
    const segments = index.closedThrough(through);
    if (segments.length === 0) return undefined;
    const parts = { fs, dir, keys, to, segments, before: index.archived };
    const { names, event } = await copyToArchive(parts);
    const appended = await this.append({ events: [event] });
    // Crash here: copies and originals. Archiving again finds them.
    index.archive(names);
    for (const { firstSeq } of segments) files.drop(`${dir}/${segmentName(firstSeq)}`);
    removeSegments(parts);
    return appended;
  }

  async eraseSubject(subject: string): Promise<boolean> {
    const { subjects } = this.#parts;
    if (!subjects.has(subject)) return false;
    await this.append({ events: [erasedEvent(subject)] });
    // Crash here: the key is still there. Erasing again destroys it.
    return subjects.destroy(subject);
  }

  async saveSnapshot(name: string, { seq, state }: Snapshot): Promise<void> {
    this.#refuseIfClosed();
    const mac = await this.#macOf(seq);
    if (mac === undefined) throw noSuchEvent(seq);
    try {
      writeSnapshot(this.#snapshotPlace(), name, { seq, state, mac });
    } catch (error) {
      throw withLogCode(error, 'keep a snapshot');
    }
  }

  async loadSnapshot(name: string): Promise<Snapshot | undefined> {
    const found = readSnapshot(this.#snapshotPlace(), name);
    if (found === undefined || (await this.#macOf(found.seq)) !== found.mac) return undefined;
    return { seq: found.seq, state: found.state };
  }

  /** MAC of an event; empty in front of the first, undefined when it is not there. */
  async #macOf(seq: number): Promise<string | undefined> {
    if (seq === 0) return '';
    for await (const { mac } of this.read({ after: seq - 1, before: seq + 1 })) return mac;
    return undefined;
  }

  #snapshotPlace(): SnapshotPlace {
    const { fs, dir } = this.#parts;
    return { fs, dir, key: this.deriveKey('lighthouse/snapshot/v1') };
  }

  /** From here on receipts say that the log was restored so often. */
  enterIncarnation(incarnation: number): void {
    this.#incarnation = incarnation;
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

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
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
