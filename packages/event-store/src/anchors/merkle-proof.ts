/**
 * Proofs of RFC 6962 (2.1.1, 2.1.2), and their verification as RFC 9162 (2.1.3.2, 2.1.4.2) writes
 * it down.
 *
 * Every hash of a proof is the root over a range of leaves, and the ranges of one proof don't
 * overlap. So a proof is made in one pass over the leaves, in memory that grows with the logarithm
 * of their number.
 */
import { assert } from '@lighthouse/contract/errors';
import { HASH_BYTES, MerkleTree, nodeHash } from './merkle-tree.ts';

/** Half-open range of leaves, counted from 0. */
export type LeafRange = readonly [start: number, end: number];

/** No tree of fewer than 2^53 leaves has a longer proof. */
export const PROOF_HASHES_MAX = 64;

/**
 * The ranges whose roots prove that leaf `index` is in the tree of `size` leaves, in the order of
 * the proof.
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  assert(isCount(index) && isCount(size) && index < size, 'a leaf is in its tree');
  const ranges: LeafRange[] = [];
  for (let [start, end] = [0, size]; end - start > 1;) {
    const middle = start + leftSizeOf(end - start);
    if (index < middle) {
      ranges.push([middle, end]);
      end = middle;
    } else {
      ranges.push([start, middle]);
      start = middle;
    }
  }
  return ranges.toReversed();
}

/**
 * The ranges whose roots prove that the tree of `size` leaves begins with that of `from` leaves, in
 * the order of the proof.
 */
export function consistencyRanges(from: number, size: number): LeafRange[] {
  assert(isCount(from) && isCount(size) && from >= 1 && from <= size, 'a tree grows');
  const ranges: LeafRange[] = [];
  let [start, end] = [0, size];
  while (from < end) {
    const middle = start + leftSizeOf(end - start);
    if (from <= middle) {
      ranges.push([middle, end]);
      end = middle;
    } else {
      ranges.push([start, middle]);
      start = middle;
    }
  }
  // The older tree is a subtree of the newer one: who verifies has its root already.
  if (start > 0) ranges.push([start, end]);
  return ranges.toReversed();
}

/** Takes all leaves in order and gives the root over each of some ranges that don't overlap. */
export class RangeRoots {
  #taken = 0;
  readonly #ranges: readonly LeafRange[];
  readonly #trees: readonly MerkleTree[];
  readonly #byStart: readonly number[];
  #next = 0;

  constructor(ranges: readonly LeafRange[]) {
    this.#ranges = ranges;
    this.#trees = ranges.map(() => new MerkleTree());
    this.#byStart = ranges
      .map((_, at) => at)
      .toSorted((a, b) => (ranges[a]?.[0] ?? 0) - (ranges[b]?.[0] ?? 0));
  }

  addLeaf(leaf: Buffer): void {
    const at = this.#byStart[this.#next];
    const index = this.#taken++;
    const [start, end] = (at === undefined ? undefined : this.#ranges[at]) ?? [Infinity, Infinity];
    if (at === undefined || index < start) return;
    this.#trees[at]?.addLeaf(leaf);
    if (index === end - 1) this.#next += 1;
  }

  /** In the order of the ranges. Only after the last leaf of each was taken. */
  roots(): Buffer[] {
    assert(this.#next === this.#ranges.length, 'all leaves of a proof were taken');
    return this.#trees.map((tree) => tree.root());
  }
}

export interface InclusionProof {
  /** Of the leaf, from 0. */
  readonly index: number;
  /** Of the tree. */
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly hashes: readonly Uint8Array[];
}

/**
 * Gives the root that the tree must have if the proof is right; undefined when it is right for
 * none.
 */
export function rootOfInclusion({ index, size, leaf, hashes }: InclusionProof): Buffer | undefined {
  if (!isCount(index) || !isCount(size) || index >= size || !areHashes([leaf, ...hashes]))
    return undefined;
  let [node, last] = [index, size - 1];
  let root: Buffer = Buffer.from(leaf);
  for (const hash of hashes) {
    if (last === 0) return undefined;
    if (isOdd(node) || node === last) {
      root = nodeHash(hash, root);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      root = nodeHash(root, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? root : undefined;
}

export interface ConsistencyProof {
  readonly from: { readonly size: number; readonly root: Uint8Array };
  readonly to: { readonly size: number; readonly root: Uint8Array };
  readonly hashes: readonly Uint8Array[];
}

/**
 * Tells whether the proof shows that the tree `to` begins with the tree `from`. The empty tree
 * begins every tree.
 */
export function isConsistent({ from, to, hashes }: ConsistencyProof): boolean {
  if (!isCount(from.size) || !isCount(to.size) || from.size > to.size) return false;
  if (!areHashes([from.root, to.root, ...hashes])) return false;
  if (from.size === to.size) return hashes.length === 0 && isSame(from.root, to.root);
  if (from.size === 0) return hashes.length === 0 && isSame(from.root, new MerkleTree().root());
  const roots = rootsOfConsistency(from, to.size, hashes);
  return roots !== undefined && isSame(roots.from, from.root) && isSame(roots.to, to.root);
}

function rootsOfConsistency(
  from: ConsistencyProof['from'],
  size: number,
  hashes: readonly Uint8Array[],
): { from: Buffer; to: Buffer } | undefined {
  let [node, last] = [from.size - 1, size - 1];
  while (isOdd(node)) [node, last] = [half(node), half(last)];
  // A full tree is not in its own proof: its root is where both begin.
  const [first, ...rest] = node === 0 ? [from.root, ...hashes] : hashes;
  if (first === undefined) return undefined;
  let older: Buffer = Buffer.from(first);
  let newer: Buffer = older;
  for (const hash of rest) {
    if (last === 0) return undefined;
    if (isOdd(node) || node === last) {
      older = nodeHash(hash, older);
      newer = nodeHash(hash, newer);
      while (!isOdd(node) && node !== 0) [node, last] = [half(node), half(last)];
    } else {
      newer = nodeHash(newer, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? { from: older, to: newer } : undefined;
}

/** The largest power of two below a count above 1. */
function leftSizeOf(count: number): number {
  let size = 1;
  while (size * 2 < count) size *= 2;
  return size;
}

// No shifts: numbers of events may be longer than 32 bits.
function half(count: number): number {
  return Math.floor(count / 2);
}

function isOdd(count: number): boolean {
  return count % 2 === 1;
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function areHashes(hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === HASH_BYTES);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
