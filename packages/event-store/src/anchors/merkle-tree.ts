/**
 * The Merkle tree of RFC 6962 over the frames of a log: leaf SHA-256(0x00 ‖ frame), node
 * SHA-256(0x01 ‖ left ‖ right), and for no leaves SHA-256 of nothing. A tree of n leaves, n > 1,
 * has the largest power of two below n on its left.
 */
import { createHash } from 'node:crypto';
import { assert } from '@lighthouse/contract/errors';

export const HASH_BYTES = 32;

/**
 * Takes leaves one by one and gives the root at any time; holds one hash for each bit of its size.
 */
export class MerkleTree {
  size = 0;
  /** Roots of full subtrees, largest first. */
  readonly #subtrees: { hash: Buffer; leaves: number }[] = [];

  /** Goes on from a tree of this size, of which the full subtrees are known: see `subtrees`. */
  static resume(size: number, subtrees: readonly string[]): MerkleTree {
    const tree = new MerkleTree();
    tree.size = size;
    let rest = size;
    for (const hash of subtrees) {
      const leaves = 2 ** Math.floor(Math.log2(rest));
      tree.#subtrees.push({ hash: Buffer.from(hash, 'hex'), leaves });
      rest -= leaves;
    }
    assert(rest === 0, 'a tree has a subtree for each bit of its size');
    return tree;
  }

  /** Roots of the full subtrees that it is made of, largest first; 64 hex digits each. */
  subtrees(): string[] {
    return this.#subtrees.map(({ hash }) => hash.toString('hex'));
  }

  /** Adds the bytes of the next frame. */
  add(frame: Uint8Array): void {
    this.addLeaf(leafHash(frame));
  }

  /** Adds a frame of which only the hash is known. */
  addLeaf(leaf: Buffer): void {
    let hash = leaf;
    let leaves = 1;
    for (let last = this.#subtrees.at(-1); last?.leaves === leaves; last = this.#subtrees.at(-1)) {
      this.#subtrees.pop();
      hash = nodeHash(last.hash, hash);
      leaves *= 2;
    }
    this.#subtrees.push({ hash, leaves });
    this.size += 1;
  }

  /** Root over all leaves so far. */
  root(): Buffer {
    const last = this.#subtrees.at(-1);
    if (last === undefined) return createHash('sha256').digest();
    return this.#subtrees
      .slice(0, -1)
      .reduceRight((right, subtree) => nodeHash(subtree.hash, right), last.hash);
  }
}

export function leafHash(frame: Uint8Array): Buffer {
  return createHash('sha256').update('\0').update(frame).digest();
}

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  return createHash('sha256').update('\x01').update(left).update(right).digest();
}
