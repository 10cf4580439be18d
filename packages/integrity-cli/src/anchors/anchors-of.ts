import type { Anchor } from '@lighthouse/event-store';
import type { Checkpoint } from '@lighthouse/event-store/anchors';
import type { GivenReceipt } from './read-receipts.ts';

/** What is known of the log from outside. */
export interface GivenAnchors {
  readonly receipts: readonly GivenReceipt[];
  readonly checkpoints: readonly Checkpoint[];
}

/** Makes anchors of what is known. Receipts that name no log are taken to be of the one at hand. */
export function anchorsOf({ receipts, checkpoints }: GivenAnchors): Anchor[] {
  return [
    ...receipts.map(({ logId, incarnation, seq, mac }) => ({
      kind: 'receipt' as const,
      ...(logId === undefined ? {} : { logId }),
      seq,
      mac,
      ...(incarnation === undefined ? {} : { incarnation }),
    })),
    ...checkpoints.map(({ logId, incarnation, size, root }) => ({
      kind: 'checkpoint' as const,
      logId,
      size,
      root,
      ...(incarnation === undefined ? {} : { incarnation }),
    })),
  ];
}
