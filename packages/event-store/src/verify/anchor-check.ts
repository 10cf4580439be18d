import { frameLen, frameSeq, frameTsUs } from '../format/frame.ts';
import { MAC_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { anchoredSeq, type Anchor, type CheckpointAnchor, type ReceiptAnchor } from './anchors.ts';
import type { FrameCursor } from './frame-report.ts';
import type { Restore } from './history.ts';
import { MerkleTree } from '../anchors/merkle-tree.ts';

/** An anchor that the log contradicts. */
export interface AnchorMismatch {
  readonly seq: number;
  readonly message: string;
}

/** Told of each accepted frame, in order; its bytes are valid only until the call returns. */
export type OnFrame = (seq: number, frame: Buffer) => void;

export interface AnchoredLog {
  readonly logId: string;
  /** The declared restores that were read so far. */
  readonly restores: readonly Restore[];
  readonly onFrame?: OnFrame | undefined;
}

/** Compares the accepted frames, as they come, with what anchors say of them. */
export class AnchorCheck {
  readonly mismatches: AnchorMismatch[] = [];
  /** The latest time that anchors are known to be of. */
  newestUs: number | undefined;
  readonly #own: readonly Anchor[];
  readonly #restores: readonly Restore[];
  readonly #receipts: readonly ReceiptAnchor[];
  readonly #checkpoints: readonly CheckpointAnchor[];
  #nextReceipt = 0;
  #nextCheckpoint = 0;
  /** Only while every frame from the first on is there, and a root is still asked for. */
  #tree: MerkleTree | undefined;
  /** What anchors said of frames that were there: right or wrong. */
  readonly #comparedSeqs: number[] = [];
  readonly #onFrame: OnFrame | undefined;

  /** Anchors of another log than this are all mismatches. */
  constructor(anchors: readonly Anchor[], log: AnchoredLog) {
    const { logId, restores, onFrame } = log;
    const isOwn = (anchor: Anchor): boolean => (anchor.logId ?? logId) === logId;
    const own = anchors.filter(isOwn);
    this.#onFrame = onFrame;
    this.#own = own;
    this.#restores = restores;
    this.#receipts = own.filter(isReceipt).toSorted((a, b) => a.seq - b.seq);
    this.#checkpoints = own.filter(isCheckpoint).toSorted((a, b) => a.size - b.size);
    if (this.#checkpoints.length > 0) this.#compareRoot((this.#tree = new MerkleTree()), 0);
    for (const { timeUs } of own) if (timeUs !== undefined) this.#noteTime(timeUs);
    for (const anchor of anchors) {
      if (isOwn(anchor)) continue;
      const message = `an anchor is of log ${anchor.logId}, not of this one`;
      this.mismatches.push({ seq: anchoredSeq(anchor), message });
    }
  }

  /**
   * The highest sequence number that an anchor vouches for, but for those that a declared restore
   * gave up.
   */
  get seqMax(): number {
    return Math.max(0, ...this.#own.filter((one) => !this.#isGivenUp(one)).map(anchoredSeq));
  }

  /** Behind the backup that was put in its place, the log that it is of is no more. */
  #isGivenUp(anchor: Anchor): boolean {
    const { incarnation = 0 } = anchor;
    return this.#restores.some((restore) => {
      return restore.incarnation > incarnation && restore.seq < anchoredSeq(anchor);
    });
  }

  /**
   * How many anchors are of events that the log, which ends with `lastSeq`, ought to show, and does
   * not.
   */
  uncomparedCount(lastSeq: number): number {
    const isOwed = (anchor: Anchor): boolean =>
      anchoredSeq(anchor) <= lastSeq || this.#isGivenUp(anchor);
    const count = this.#own.filter(isOwed).length;
    return count - this.#comparedSeqs.filter((seq) => seq <= lastSeq).length;
  }

  /** Frames are missing here: no root can be computed any more. */
  miss(): void {
    this.#tree = undefined;
  }

  /** Tells whether it is to be shown the frames from `first` to `last`. */
  asksFor(first: number, last: number): boolean {
    if (this.#tree !== undefined || this.#onFrame !== undefined) return true;
    while ((this.#receipts[this.#nextReceipt]?.seq ?? first) < first) this.#nextReceipt += 1;
    return (this.#receipts[this.#nextReceipt]?.seq ?? Infinity) <= last;
  }

  take(cursor: FrameCursor): void {
    this.#onFrame?.(frameSeq(cursor.buffer, cursor.at), frameBytes(cursor));
    if (this.#nextReceipt < this.#receipts.length) this.#compareReceipts(cursor);
    if (this.#tree !== undefined) this.#compareRoots(this.#tree, cursor);
  }

  #compareReceipts({ buffer, at }: FrameCursor): void {
    const seq = frameSeq(buffer, at);
    for (;;) {
      const receipt = this.#receipts[this.#nextReceipt];
      if (receipt === undefined || receipt.seq > seq) return;
      this.#nextReceipt += 1;
      if (receipt.seq < seq || this.#isGivenUp(receipt)) continue;
      this.#comparedSeqs.push(seq);
      const macAt = at + frameLen(buffer, at) - TRAILER_BYTES;
      const isSame = buffer.toString('base64', macAt, macAt + MAC_BYTES) === receipt.mac;
      if (!isSame)
        this.mismatches.push({ seq, message: 'an event is not the one a receipt is for' });
      this.#noteTime(frameTsUs(buffer, at));
    }
  }

  #compareRoots(tree: MerkleTree, cursor: FrameCursor): void {
    tree.add(frameBytes(cursor));
    this.#compareRoot(tree, frameTsUs(cursor.buffer, cursor.at));
  }

  /** Compares all checkpoints of this size. */
  #compareRoot(tree: MerkleTree, timeUs: number): void {
    for (;;) {
      const checkpoint = this.#checkpoints[this.#nextCheckpoint];
      if (checkpoint === undefined) return this.miss();
      if (checkpoint.size > tree.size) return;
      this.#nextCheckpoint += 1;
      if (this.#isGivenUp(checkpoint)) continue;
      this.#comparedSeqs.push(tree.size);
      if (tree.root().toString('hex') !== checkpoint.root) {
        const message = `the first ${tree.size} events are not those a checkpoint is of`;
        this.mismatches.push({ seq: tree.size, message });
      }
      this.#noteTime(timeUs);
    }
  }

  #noteTime(timeUs: number): void {
    this.newestUs = Math.max(this.newestUs ?? 0, timeUs);
  }
}

function frameBytes({ buffer, at }: FrameCursor): Buffer {
  return buffer.subarray(at, at + frameLen(buffer, at));
}

function isReceipt(anchor: Anchor): anchor is ReceiptAnchor {
  return anchor.kind === 'receipt';
}

function isCheckpoint(anchor: Anchor): anchor is CheckpointAnchor {
  return anchor.kind === 'checkpoint';
}
