/**
 * The commit path (docs/format.md, section 7). Appends that come in while a flush runs are checked,
 * numbered, framed and authenticated at once; the next flush writes them. One flush is under way at
 * a time: write, fdatasync, HEAD, acknowledge.
 */
import type { LighthouseError } from '@lighthouse/contract/errors';
import type { Clock, Scheduler } from '../clock.ts';
import { FLAG_MORE, FLAG_SYSTEM, frameLen } from '../format/frame.ts';
import { TRAILER_BYTES } from '../format/limits.ts';
import { encodeMeta } from '../format/meta.ts';
import { keyName } from '../index/frame-record.ts';
import type { LogIndex } from '../index/log-index.ts';
import { withLogCode } from '../io-error.ts';
import type { LogKeys } from '../keys/log-keys.ts';
import { digestOfRequest } from '../life/append-digest.ts';
import type { LogLimits } from '../limits.ts';
import { macOf, type FrameView } from '../query/stored-event.ts';
import type { AppendRequest, AppendResult, NewEvent } from '../types.ts';
import { conflictOf, type Standing } from './admission.ts';
import type { Batch, BatchStart, Waiter } from './batch.ts';
import type { KeyUse } from './batch-effects.ts';
import { appendBytesMax, checkAppend } from './check-append.ts';
import { Draft, resultOf } from './draft.ts';
import { FlushOverlap } from './flush-overlap.ts';
import { keyConflict, logClosed, outcomeUnknown, overloaded, readOnly } from './failures.ts';
import type { LogEnd } from './log-end.ts';
import { isSameContent, newMeta } from './same-content.ts';
import { WaitList } from './wait-list.ts';

export interface WriterParts {
  readonly logId: string;
  readonly clock: Clock;
  readonly scheduler: Scheduler;
  readonly limits: LogLimits;
  readonly index: LogIndex;
  readonly end: LogEnd;
  readonly tail: LogTail;
  /** Reads the append that begins at a seq on stable storage. */
  readonly readAppend: (firstSeq: number) => readonly FrameView[];
  /** Called when more is on stable storage, or when no more will be. */
  readonly onProgress: () => void;
}

/** The last frame on stable storage. */
export interface LogTail extends BatchStart {
  /** No frame may have a time before this or equal to it. */
  readonly tsUs: number;
}

export class LogWriter {
  readonly #parts: WriterParts;
  #durable: BatchStart;
  /** Time of the last frame that was numbered. */
  #tsUs: number;
  /** Takes in appends. */
  #filling: Draft;
  /** Is being written. */
  #flying: Draft | undefined;
  #spareMemory: Buffer | undefined;
  /** A flush is under way, or will begin soon. */
  #isFlushing = false;
  readonly #overlap: FlushOverlap;
  #failure: LighthouseError | undefined;
  #isClosed = false;
  readonly #quiet = new WaitList();
  /** The log as it will be when everything that waits is durable. */
  readonly #standing: Standing;

  constructor(parts: WriterParts) {
    this.#parts = parts;
    this.#durable = parts.tail;
    this.#tsUs = parts.tail.tsUs;
    this.#filling = new Draft(parts.tail);
    this.#overlap = new FlushOverlap(parts.clock, parts.limits.overlapUsMin);
    this.#standing = {
      lastSeq: () => this.#filling.batch.lastSeq,
      versionOf: (stream) => this.#versionOf(stream),
      hasId: (id) => this.#hasId(id),
    };
  }

  /** Those that the next frame will be under. */
  get keys(): LogKeys {
    return this.#filling.batch.keys;
  }

  get lastSeq(): number {
    return this.#durable.seq;
  }

  /** Time of the last frame that was numbered. */
  get lastUs(): number {
    return this.#tsUs;
  }

  get failure(): LighthouseError | undefined {
    return this.#failure;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Appends; `keysAfter` are those that the append, a record about keys, puts in force. */
  append(request: AppendRequest, keysAfter?: LogKeys): Promise<AppendResult> {
    return new Promise((resolve, reject) => {
      if (this.#isClosed) throw logClosed();
      if (this.#failure !== undefined) throw this.#failure;
      checkAppend(request, this.#parts.limits);
      const waiter = { resolve, reject };
      this.#admit(request, keysAfter === undefined ? waiter : { ...waiter, keysAfter });
    });
  }

  /** No frame will have a time before this one. */
  notBefore(tsUs: number): void {
    this.#tsUs = Math.max(this.#tsUs, tsUs - 1);
  }

  /**
   * Goes on in a new segment, when nothing is under way. Rejects with LH_DISK_FULL, and goes on in
   * the old one; after any other failure the writer has stopped.
   */
  async turnSegment(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    let full: unknown;
    try {
      full = await this.#parts.end.turn(this.#tsUs + 1);
    } catch (error) {
      this.fail(error);
      throw outcomeUnknown(error);
    }
    if (full !== undefined) throw withLogCode(full, 'go on in a new segment');
  }

  /**
   * Ends the flush under way and what waits for it, then makes HEAD say that the log was closed in
   * order.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#isFlushing) await new Promise((resolve) => this.#quiet.add(resolve));
    try {
      if (this.#failure === undefined) await this.#parts.end.writeCleanHead();
    } catch (error) {
      this.fail(error);
      throw withLogCode(error, 'close the log');
    } finally {
      await this.#parts.end.close();
      this.#parts.onProgress();
    }
  }

  /** Stops for good: nothing is known to be right any more until the log is opened again. */
  fail(cause: unknown): void {
    if (this.#failure !== undefined) return;
    this.#failure = readOnly(cause);
    const waiting = this.#filling;
    this.#filling = new Draft(this.#durable);
    waiting.reject(this.#failure);
    this.#parts.onProgress();
  }

  #admit(request: AppendRequest, waiter: Waiter): void {
    if (request.key !== undefined && this.#isRepeated(request, request.key, waiter)) return;
    this.#refuseIfFull(request);
    const conflict = conflictOf(request, this.#standing);
    if (conflict === undefined) this.#take(request, waiter);
    else this.#rejectWhenSettled(waiter, conflict);
  }

  /** The drafts whose end is open, the later one first. */
  #drafts(): Draft[] {
    return this.#flying === undefined ? [this.#filling] : [this.#filling, this.#flying];
  }

  #versionOf(stream: string): number {
    return (
      this.#filling.effects.versions.get(stream) ??
      this.#flying?.effects.versions.get(stream) ??
      this.#parts.index.versionOf(stream)
    );
  }

  #hasId(id: string): boolean {
    return this.#drafts().some(({ effects }) => effects.ids.has(id)) || this.#parts.index.hasId(id);
  }

  /** Answers a request whose key was used before; false when it was not. */
  #isRepeated(request: AppendRequest, key: string, waiter: Waiter): boolean {
    const agent = request.events[0]?.agent;
    for (const draft of this.#drafts()) {
      const use = draft.effects.keys.get(keyName(agent, key));
      if (use === undefined) continue;
      const isSame = isSameContent(framesOf(draft.batch, use), request);
      if (isSame) use.entry.waiters.push(repeatedFor(waiter));
      else this.#rejectWhenSettled(waiter, keyConflict(key));
      return true;
    }
    const firstSeq = this.#parts.index.firstSeqOfKey(agent, key);
    if (firstSeq === undefined) return this.#isRepeatedOfArchive(request, key, waiter);
    const frames = this.#parts.readAppend(firstSeq);
    if (isSameContent(frames, request)) waiter.resolve(this.#storedResult(firstSeq, frames));
    else this.#rejectWhenSettled(waiter, keyConflict(key));
    return true;
  }

  /** Of events that were archived no more is known than a digest of what was appended. */
  #isRepeatedOfArchive(request: AppendRequest, key: string, waiter: Waiter): boolean {
    const archived = this.#parts.index.archivedAppend(request.events[0]?.agent, key);
    if (archived === undefined) return false;
    const { digest, firstSeq, lastSeq: seq, mac } = archived;
    const receipt = { logId: this.#parts.logId, seq, mac };
    if (digestOfRequest(request) !== digest) this.#rejectWhenSettled(waiter, keyConflict(key));
    else waiter.resolve({ receipt, firstSeq, repeated: true });
    return true;
  }

  #storedResult(firstSeq: number, frames: readonly FrameView[]): AppendResult {
    const { logId } = this.#parts;
    const last = frames.at(-1);
    const mac = last === undefined ? '' : Buffer.from(macOf(last), 'latin1').toString('base64');
    return resultOf(
      { firstSeq, lastSeq: firstSeq + frames.length - 1, mac },
      { logId, repeated: true },
    );
  }

  /** A conflict with what may yet fail is told only when that is durable, or not at all. */
  #rejectWhenSettled(waiter: Waiter, conflict: LighthouseError): void {
    const open = this.#drafts().find((draft) => !draft.isEmpty);
    if (open === undefined) waiter.reject(conflict);
    else open.end.add((error) => waiter.reject(error ?? conflict));
  }

  #refuseIfFull(request: AppendRequest): void {
    const { pendingBytesMax, pendingAppendsMax } = this.#parts.limits;
    const { batch } = this.#filling;
    const flying = this.#flying?.batch;
    const bytes = batch.byteCount + (flying?.byteCount ?? 0);
    const appends = batch.entries.length + (flying?.entries.length ?? 0);
    if (appends === 0) return;
    if (appends < pendingAppendsMax && bytes + appendBytesMax(request) <= pendingBytesMax) return;
    throw overloaded({ appends, bytes });
  }

  /**
   * Numbers and frames the append. Nothing can fail from here on but the disk: also a read of it,
   * which must not leave the beginning of an append in front of the next one.
   */
  #take(request: AppendRequest, waiter: Waiter): void {
    const { batch, effects } = this.#filling;
    const { events, key } = request;
    const offset = batch.end;
    const nowUs = this.#parts.clock.nowUs();
    if (this.#filling.isEmpty) this.#overlap.beginBatch(nowUs);
    const { lastSeq } = batch;
    let left = events.length;
    try {
      for (const event of events) {
        this.#tsUs = Math.max(nowUs, this.#tsUs + 1);
        const isFirst = left === events.length;
        left -= 1;
        this.#addFrame(event, { isLast: left === 0, key: isFirst ? key : undefined });
      }
    } catch (error) {
      if (batch.lastSeq > lastSeq) this.fail(error);
      throw error;
    }
    const entry = batch.addEntry(events.length, waiter);
    if (key !== undefined) {
      const use = { entry, offset, frameCount: events.length };
      effects.addKey({ agent: events[0]?.agent, key }, use);
    }
    if (waiter.keysAfter !== undefined) batch.useKeys(waiter.keysAfter);
    this.#startFlush();
  }

  #addFrame(event: NewEvent, place: { isLast: boolean; key: string | undefined }): void {
    const { batch, effects } = this.#filling;
    const version = this.#versionOf(event.stream) + 1;
    const meta = encodeMeta(newMeta(event, { version, key: place.key }));
    const flags = (place.isLast ? 0 : FLAG_MORE) | (event.system === true ? FLAG_SYSTEM : 0);
    const frame = { flags, tsUs: this.#tsUs, meta, payload: event.payload };
    const offset = batch.addFrame(frame) - TRAILER_BYTES;
    const { type, stream, agent, correlation, id } = event;
    const { lastSeq: seq } = batch;
    effects.addFrame({
      seq,
      offset,
      type,
      stream,
      version,
      agent,
      correlation,
      id,
      key: place.key,
    });
  }

  #startFlush(): void {
    const isFree = this.#flying === undefined;
    if (isFree && this.#overlap.isWorthIt(this.#filling.batch.byteCount)) this.#fly();
    if (this.#isFlushing) return;
    this.#isFlushing = true;
    this.#parts.scheduler.soon(() => {
      this.#flyOrRest();
    });
  }

  /** Writes what waits; when nothing does, the writer is quiet. */
  #flyOrRest(): void {
    if (this.#flying !== undefined) return;
    if (!this.#filling.isEmpty && this.#failure === undefined) {
      this.#fly();
      return;
    }
    this.#isFlushing = false;
    this.#quiet.settle();
  }

  #fly(): void {
    const draft = this.#filling;
    this.#isFlushing = true;
    this.#flying = draft;
    this.#filling = new Draft(draft.batch.next(), this.#spareMemory);
    this.#spareMemory = undefined;
    void this.#flush(draft).then(() => {
      this.#flyOrRest();
    });
  }

  /** Never rejects. When it resolves, another flush may be under way. */
  async #flush(draft: Draft): Promise<void> {
    this.#overlap.beginFlush();
    try {
      const written = await this.#parts.end.write(draft.batch);
      this.#overlap.endFlush();
      this.#flying = undefined;
      if (this.#failure !== undefined) draft.reject(outcomeUnknown(this.#failure.cause));
      else if (written.kind === 'durable') this.#acknowledge(draft, written.offset);
      else this.#startOver(draft, written.error);
    } catch (error) {
      this.#flying = undefined;
      this.fail(error);
      draft.reject(outcomeUnknown(error));
    }
  }

  #acknowledge(draft: Draft, offset: number): void {
    const { batch, effects } = draft;
    const { index, logId, onProgress } = this.#parts;
    for (const record of effects.records) {
      record.offset += offset;
      index.add(record);
    }
    this.#durable = batch.next();
    this.#spareMemory = batch.memory;
    // Before the callers are told: those that append again at once then do so while it is written.
    if (this.#overlap.isWorthIt(this.#filling.batch.byteCount)) this.#fly();
    draft.acknowledge(logId);
    onProgress();
  }

  /** There was no room: what waits builds on what was not written, so nothing of either is. */
  #startOver(draft: Draft, error: unknown): void {
    const full = withLogCode(error, 'append to the log');
    const waiting = this.#filling;
    this.#filling = new Draft(this.#durable);
    draft.reject(full);
    waiting.reject(full);
  }
}

function framesOf(batch: Batch, use: KeyUse): FrameView[] {
  const frames: FrameView[] = [];
  const bytes = batch.chained;
  let { offset } = use;
  for (let count = 0; count < use.frameCount; count++) {
    const len = frameLen(bytes, offset);
    frames.push({ bytes, offset, len });
    offset += len;
  }
  return frames;
}

function repeatedFor(waiter: Waiter): Waiter {
  return { ...waiter, resolve: (result) => waiter.resolve({ ...result, repeated: true }) };
}
