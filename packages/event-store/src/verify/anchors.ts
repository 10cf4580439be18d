import type { Receipt } from '../types.ts';

/**
 * What somebody outside knows of the log: frame `seq` had this MAC, or the first `size` frames this
 * root.
 */
export type Anchor = ReceiptAnchor | CheckpointAnchor;

export interface ReceiptAnchor extends Omit<Receipt, 'logId'> {
  readonly kind: 'receipt';
  /** 32 hex digits; without it the receipt is taken to be of the log it is compared with. */
  readonly logId?: string;
  /** When it was given, if known. */
  readonly timeUs?: number;
}

/** A checkpoint whose signature was checked by whoever gives it. */
export interface CheckpointAnchor {
  readonly kind: 'checkpoint';
  /** 32 hex digits. */
  readonly logId: string;
  readonly size: number;
  /** RFC 6962 root over all frames up to `size`, 64 hex digits. */
  readonly root: string;
  /** How often the log had been restored by then; 0 when it is not given. */
  readonly incarnation?: number;
  readonly timeUs?: number;
}

/** Gives the last sequence number that the anchor vouches for. */
export function anchoredSeq(anchor: Anchor): number {
  return anchor.kind === 'receipt' ? anchor.seq : anchor.size;
}
