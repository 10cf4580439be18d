import { frameLen, frameSeq, frameTsUs } from '../format/frame.ts';
import { MAC_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { anchoredSeq, type Anchor, type CheckpointAnchor, type ReceiptAnchor } from './anchors.ts';
import type { FrameCursor } from './frame-report.ts';
import { MerkleTree } from '../anchors/merkle-tree.ts';

/** An anchor that the log contradicts. */
export interface AnchorMismatch {
  readonly seq: number;
  readonly message: string;
}

/** Compares the accepted frames, as they come, with what anchors say of them. */
export class AnchorCheck {
  /** The highest sequence number that an anchor vouches for. */
  readonly seqMax: number;
  readonly mismatches: AnchorMismatch[] = [];
  /** The latest time that anchors are known to be of. */
  newestUs: number | undefined;
  readonly #receipts: readonly ReceiptAnchor[];
  readonly #checkpoints: readonly CheckpointAnchor[];
  #nextReceipt = 0;
  #nextCheckpoint = 0;
  /** Only while every frame from the first on is there, and a root is still asked for. */
  #tree: MerkleTree | undefined;

  /** Anchors of another log than this are all mismatches. */
  constructor(anchors: readonly Anchor[], logId: string | undefined) {
    const own = anchors.filter((anchor) => anchor.logId === logId);
    this.seqMax = Math.max(0, ...own.map(anchoredSeq));
    this.#receipts = own.filter(isReceipt).toSorted((a, b) => a.seq - b.seq);
    this.#checkpoints = own.filter(isCheckpoint).toSorted((a, b) => a.size - b.size);
    if (this.#checkpoints.length > 0) this.#tree = new MerkleTree();
    for (const { timeUs } of own) if (timeUs !== undefined) this.#noteTime(timeUs);
    for (const anchor of anchors) {
      if (anchor.logId === logId) continue;
      const message = `an anchor is of log ${anchor.logId}, not of this one`;
      this.mismatches.push({ seq: anchoredSeq(anchor), message });
    }
  }

  /** Frames are missing here: no root can be computed any more. */
  miss(): void {
    this.#tree = undefined;
  }

  take(cursor: FrameCursor): void {
    if (this.#nextReceipt < this.#receipts.length) this.#compareReceipts(cursor);
    if (this.#tree !== undefined) this.#compareRoots(this.#tree, cursor);
  }

  #compareReceipts({ buffer, at }: FrameCursor): void {
    const seq = frameSeq(buffer, at);
    for (;;) {
      const receipt = this.#receipts[this.#nextReceipt];
      if (receipt === undefined || receipt.seq > seq) return;
      this.#nextReceipt += 1;
      if (receipt.seq < seq) continue;
      const macAt = at + frameLen(buffer, at) - TRAILER_BYTES;
      const isSame = buffer.toString('base64', macAt, macAt + MAC_BYTES) === receipt.mac;
      if (!isSame)
        this.mismatches.push({ seq, message: 'an event is not the one a receipt is for' });
      this.#noteTime(frameTsUs(buffer, at));
    }
  }

  #compareRoots(tree: MerkleTree, { buffer, at }: FrameCursor): void {
    tree.add(buffer.subarray(at, at + frameLen(buffer, at)));
    for (;;) {
      const checkpoint = this.#checkpoints[this.#nextCheckpoint];
      if (checkpoint === undefined) return this.miss();
      if (checkpoint.size > tree.size) return;
      this.#nextCheckpoint += 1;
      if (checkpoint.size < tree.size) continue;
      if (tree.root().toString('hex') !== checkpoint.root) {
        const message = `the first ${tree.size} events are not those a checkpoint is of`;
        this.mismatches.push({ seq: tree.size, message });
      }
      this.#noteTime(frameTsUs(buffer, at));
    }
  }

  #noteTime(timeUs: number): void {
    this.newestUs = Math.max(this.newestUs ?? 0, timeUs);
  }
}

function isReceipt(anchor: Anchor): anchor is ReceiptAnchor {
  return anchor.kind === 'receipt';
}

function isCheckpoint(anchor: Anchor): anchor is CheckpointAnchor {
  return anchor.kind === 'checkpoint';
}
