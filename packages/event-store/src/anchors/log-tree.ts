import { LighthouseError } from '@lighthouse/contract/errors';
import type { LogVerdict } from '../types.ts';
import { verifyLog, type VerifyOptions } from '../verify/verify-log.ts';
import type { Checkpoint } from './checkpoint.ts';
import { inclusionRanges, RangeRoots } from './merkle-proof.ts';
import { leafHash, MerkleTree } from './merkle-tree.ts';

/** A log whose verdict is known. */
export interface JudgedLog extends Omit<VerifyOptions, 'onFrame'> {
  readonly verdict: LogVerdict;
}

/** That an event is in the tree over the first `size` frames. */
export interface FrameInclusion {
  /** All bytes of the event's frame. */
  readonly frame: Buffer;
  readonly hashes: readonly Buffer[];
  /** 64 hex digits. */
  readonly root: string;
}

/**
 * Tells whether a verdict is one to be vouched for: nothing is wrong with the log but what a crash
 * leaves behind its end, and every event from the first on is there.
 */
export function isVouchable({ logId, findings, findingCount, ...verdict }: LogVerdict): boolean {
  return (
    logId !== undefined &&
    verdict.value !== 'tampered' &&
    verdict.uncomparedAnchorCount === 0 &&
    verdict.verifiedCount === verdict.lastSeq &&
    findings.length === findingCount &&
    findings.every(({ severity }) => severity === 'info')
  );
}

/**
 * Computes the checkpoint of all events up to the last one that the verdict found, from the bytes
 * as they are read back, each verified on the way. Throws LH_LOG_DAMAGED when the log is no longer
 * what the verdict says.
 */
export async function computeCheckpoint(log: JudgedLog): Promise<Checkpoint> {
  const { logId, lastSeq: size, incarnation } = log.verdict;
  if (logId === undefined || !isVouchable(log.verdict)) throw notWhole();
  const tree = new MerkleTree();
  await readFrames(log, size, (frame) => tree.add(frame));
  const root = tree.root().toString('hex');
  return { logId, ...(incarnation !== undefined && { incarnation }), size, root };
}

/**
 * Computes the proof that event `seq` is among the first `size`. Throws as computeCheckpoint does.
 */
export async function computeInclusion(
  log: JudgedLog,
  { seq, size }: { readonly seq: number; readonly size: number },
): Promise<FrameInclusion> {
  if (!isVouchable(log.verdict) || size > log.verdict.lastSeq) throw notWhole();
  const tree = new MerkleTree();
  const roots = new RangeRoots(inclusionRanges(seq - 1, size));
  let proven = Buffer.alloc(0);
  await readFrames(log, size, (frame, frameSeq) => {
    const leaf = leafHash(frame);
    tree.addLeaf(leaf);
    roots.addLeaf(leaf);
    if (frameSeq === seq) proven = Buffer.from(frame);
  });
  return { frame: proven, hashes: roots.roots(), root: tree.root().toString('hex') };
}

type TakeFrame = (frame: Buffer, seq: number) => void;

/** Gives frames 1 to `size`, authentic and none missing. */
async function readFrames(log: JudgedLog, size: number, take: TakeFrame): Promise<void> {
  let count = 0;
  const { logId } = await verifyLog({
    ...log,
    onFrame: (seq, frame) => {
      if (seq > size) return;
      if (seq !== count + 1) throw notWhole();
      take(frame, (count = seq));
    },
  });
  if (count !== size || logId !== log.verdict.logId) throw notWhole();
}

function notWhole(): LighthouseError {
  return new LighthouseError('LH_LOG_DAMAGED', 'the log is not whole and authentic', {
    hint: 'verify it: what is wrong with it must be known before anybody vouches for it',
  });
}
