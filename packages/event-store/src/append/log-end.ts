import type { Clock } from '../clock.ts';
import { frameTsUs } from '../format/frame.ts';
import { isDiskFull, type LogFs } from '../fs/log-fs.ts';
import type { IndexedSegment } from '../index/index-layout.ts';
import type { LogLimits } from '../limits.ts';
import type { DurabilityRules } from '../rules.ts';
import type { Batch, BatchStart } from './batch.ts';
import { takenOver } from './failures.ts';
import { FlushPace } from './flush-pace.ts';
import type { HeadKeeper } from './head-keeper.ts';
import { createSegment, removeSegment, type LiveSegment } from './live-segment.ts';

const HEAD_SLOTS = 2;

export interface LogEndParts {
  readonly fs: LogFs;
  readonly dir: string;
  readonly logId: string;
  readonly isSealed: boolean;
  readonly clock: Clock;
  readonly limits: LogLimits;
  readonly rules: DurabilityRules;
  readonly head: HeadKeeper;
  readonly segment: LiveSegment;
  readonly tail: BatchStart;
  /** Called when a segment is closed and writing goes on in a new one. */
  readonly onRoll: (closed: IndexedSegment) => void;
}

/** Zeros are written behind batches that so many of fit into: others have their own cost. */
const AHEAD_BATCHES_MIN = 8;
const BLOCKING_BYTES_MAX = 16_384;

/** Where a batch stands once it is durable. */
export type WriteResult =
  | { readonly kind: 'durable'; readonly offset: number }
  | { readonly kind: 'full'; readonly error: unknown };

/**
 * The end of the log on disk: the live segment and HEAD. Whatever throws here leaves it unknown how
 * far the log reaches.
 */
export class LogEnd {
  readonly #parts: LogEndParts;
  readonly #pace: FlushPace;
  #segment: LiveSegment;
  #tail: BatchStart;

  constructor(parts: LogEndParts) {
    this.#parts = parts;
    this.#segment = parts.segment;
    this.#tail = parts.tail;
    this.#pace = new FlushPace(parts.clock, parts.limits.blockingFlushUsMax);
  }

  /**
   * Makes the batch durable and testifies to it in HEAD; or finds no room, and leaves the log as it
   * was.
   */
  async write(batch: Batch): Promise<WriteResult> {
    const { head, limits } = this.#parts;
    if (!head.isOurs()) throw takenOver();
    if (!this.#segment.isEmpty && this.#segment.end + batch.byteCount > limits.segmentBytes) {
      const error = await this.#roll(frameTsUs(batch.bytes, 0));
      if (error !== undefined) return { kind: 'full', error };
    }
    const offset = this.#segment.end;
    const end = offset + batch.byteCount;
    const tail = batch.next();
    this.#prepareHead(tail, { bytes: end, isClean: false });
    const writing = this.#writeFrames(batch);
    const error = writing && (await writing);
    if (error !== undefined) return { kind: 'full', error };
    this.#segment.end = end;
    this.#tail = tail;
    // Crash here: whole frames that nobody was told of. They stay.
    if (this.#parts.rules.writesHeadBeforeAck) head.writePrepared();
    return { kind: 'durable', offset };
  }

  /**
   * Goes on in a new segment under the keys in force, to which both slots of HEAD testify; gives
   * the error when there is no room for it.
   */
  async turn(createdUs: number): Promise<unknown> {
    const { head } = this.#parts;
    if (!head.isOurs()) throw takenOver();
    const error = await this.#roll(createdUs);
    if (error !== undefined) return error;
    // A slot is touched only when the other one is durable.
    for (let slot = 0; slot < HEAD_SLOTS; slot++) {
      this.#writeHead(false);
      await unlessFull(head.sync());
    }
    return undefined;
  }

  /** Makes HEAD say that the log was closed in order. */
  async writeCleanHead(): Promise<void> {
    const { head } = this.#parts;
    if (!head.isOurs()) throw takenOver();
    if (this.#segment.fileEnd > this.#segment.end) await this.#segment.cutBack();
    await head.sync();
    this.#writeHead(true);
    await head.sync();
  }

  async close(): Promise<void> {
    await this.#parts.head.close();
    this.#segment.file.close();
  }

  /**
   * Gives what to wait for, if anything: that resolves with the error when there is no room, and
   * what was written of the batch is then taken away again, durably.
   */
  #writeFrames(batch: Batch): Promise<unknown> | undefined {
    const aheadBytes = this.#aheadBytes(batch);
    if (aheadBytes > 0) return this.#writeWithZeros(batch, aheadBytes);
    return this.#writeBytes(batch.bytes, isForOne(batch));
  }

  async #writeWithZeros(batch: Batch, zeroBytes: number): Promise<unknown> {
    const bytes = Buffer.alloc(batch.byteCount + zeroBytes);
    bytes.set(batch.bytes);
    const error = await this.#writeBytes(bytes, false);
    return error === undefined ? undefined : this.#writeBytes(batch.bytes, isForOne(batch));
  }

  /** How many zeros to write behind the batch. */
  #aheadBytes(batch: Batch): number {
    const { end, fileEnd } = this.#segment;
    const { segmentBytes, writeAheadBytes } = this.#parts.limits;
    const batchEnd = end + batch.byteCount;
    if (batchEnd <= fileEnd || batch.byteCount * AHEAD_BATCHES_MIN > writeAheadBytes) return 0;
    return Math.max(0, Math.min(writeAheadBytes, segmentBytes - batchEnd));
  }

  #writeBytes(bytes: Buffer, isForOne: boolean): Promise<unknown> | undefined {
    const { file, end } = this.#segment;
    const take = () => this.#takeAsLong(end + bytes.length);
    const makeGood = (error: unknown) => this.#makeGood(error);
    try {
      // Crash here: a torn end above the evidence. Recovery cuts it off.
      const writing = isForOne ? this.#pace.write(file, bytes, end) : file.pwriteAsync(bytes, end);
      if (writing !== undefined) return writing.then(take, makeGood);
    } catch (error) {
      return makeGood(error);
    }
    take();
    return undefined;
  }

  /** The file is so long now, or longer. */
  #takeAsLong(bytes: number): void {
    this.#segment.fileEnd = Math.max(this.#segment.fileEnd, bytes);
  }

  /** Takes away, durably, what was written of a batch that there is no room for. */
  async #makeGood(error: unknown): Promise<unknown> {
    if (!isDiskFull(error)) throw error;
    await unlessFull(this.#segment.cutBack());
    return error;
  }

  /**
   * Goes on in a new segment; the old one is durable and as long as the new one says. Gives the
   * error when there is no room.
   */
  async #roll(createdUs: number): Promise<unknown> {
    const { logId, isSealed, head, onRoll } = this.#parts;
    const old = this.#segment;
    await unlessFull(head.sync());
    // Crash here: the log ends in the old segment, as it did before, with zeros or without.
    if (old.fileEnd > old.end) await unlessFull(old.cutBack());
    const segment = {
      logId,
      firstSeq: this.#tail.seq + 1,
      isSealed,
      createdUs,
      prevFirst: old.firstSeq,
      prevBytes: old.end,
      prevTrailer: this.#tail.trailer,
    };
    try {
      this.#segment = await createSegment(this.#parts, segment, this.#tail.keys);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      await unlessFull(removeSegment(this.#parts, segment.firstSeq));
      return error;
    }
    const { firstSeq, end: bytes } = old;
    const frameCount = segment.firstSeq - firstSeq;
    onRoll({ logId, firstSeq, frameCount, bytes, trailer: segment.prevTrailer });
    old.file.close();
    return undefined;
  }

  #writeHead(isClean: boolean): void {
    this.#prepareHead(this.#tail, { bytes: this.#segment.end, isClean });
    this.#parts.head.writePrepared();
  }

  #prepareHead(tail: BatchStart, where: { bytes: number; isClean: boolean }): void {
    const { seq, trailer, keys } = tail;
    const { firstSeq: segFirst } = this.#segment;
    this.#parts.head.prepare({ seq, trailer, segFirst, ...where }, keys);
  }
}

function isForOne({ entries, byteCount }: Batch): boolean {
  return entries.length === 1 && byteCount <= BLOCKING_BYTES_MAX;
}

/** A full disk where it can't be made good again is a failure like any other. */
async function unlessFull(work: Promise<void>): Promise<void> {
  try {
    await work;
  } catch (cause) {
    throw new Error('the disk is full in the middle of making room', { cause });
  }
}
