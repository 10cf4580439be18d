import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  consistencyRanges,
  inclusionRanges,
  isConsistent,
  RangeRoots,
  rootOfInclusion,
  type LeafRange,
} from './merkle-proof.ts';
import { leafHash, MerkleTree } from './merkle-tree.ts';

/** The leaves, roots and proofs of the Merkle tree tests of Certificate Transparency. */
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => Buffer.from(hex, 'hex'));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const H = {
  leaf1: ROOTS[1] ?? '',
  leaf2: '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
  pair2: ROOTS[2] ?? '',
  pair34: '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
  leaf5: 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  pair56: '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
  pair78: 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
  four: ROOTS[4] ?? '',
  last4: '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
};

function rootOf(leaves: readonly Uint8Array[]): Buffer {
  const tree = new MerkleTree();
  for (const leaf of leaves) tree.add(leaf);
  return tree.root();
}

function rootsOf(ranges: readonly LeafRange[], leaves: readonly Uint8Array[]): Buffer[] {
  const roots = new RangeRoots(ranges);
  for (const leaf of leaves) roots.addLeaf(leafHash(leaf));
  return roots.roots();
}

const hex = (hashes: readonly Buffer[]) => hashes.map((hash) => hash.toString('hex'));

test('the roots are those of Certificate Transparency', () => {
  for (const [size, root] of ROOTS.entries())
    expect(rootOf(LEAVES.slice(0, size)).toString('hex')).toBe(root);
});

test.each([
  { index: 0, size: 1, proof: [] },
  { index: 0, size: 8, proof: [H.leaf2, H.pair34, H.last4] },
  { index: 5, size: 8, proof: [H.leaf5, H.pair78, H.four] },
  { index: 2, size: 3, proof: [H.pair2] },
  { index: 1, size: 5, proof: [H.leaf1, H.pair34, H.leaf5] },
])('the proof of leaf $index in a tree of $size is the published one', (vector) => {
  const { index, size, proof } = vector;
  const hashes = rootsOf(inclusionRanges(index, size), LEAVES.slice(0, size));
  expect(hex(hashes)).toEqual(proof);
  const leaf = leafHash(LEAVES[index] ?? Buffer.alloc(0));
  expect(rootOfInclusion({ index, size, leaf, hashes })?.toString('hex')).toBe(ROOTS[size]);
});

test.each([
  { from: 1, size: 1, proof: [] },
  { from: 1, size: 8, proof: [H.leaf2, H.pair34, H.last4] },
  { from: 6, size: 8, proof: [H.pair56, H.pair78, H.four] },
  { from: 2, size: 5, proof: [H.pair34, H.leaf5] },
])('the proof that a tree of $size begins with one of $from is the published one', (vector) => {
  const { from, size, proof } = vector;
  const hashes = rootsOf(consistencyRanges(from, size), LEAVES.slice(0, size));
  expect(hex(hashes)).toEqual(proof);
  expect(isConsistent({ from: treeOf(from), to: treeOf(size), hashes })).toBe(true);
});

function treeOf(size: number, leaves: readonly Uint8Array[] = LEAVES) {
  return { size, root: rootOf(leaves.slice(0, size)) };
}

/** RFC 6962, section 2.1, word for word. */
const rfc = {
  root: (leaves: readonly Uint8Array[]): Buffer => {
    const [first] = leaves;
    if (first === undefined) return createHash('sha256').digest();
    if (leaves.length === 1) return sha256(Buffer.from([0]), first);
    const k = rfc.split(leaves.length);
    return sha256(Buffer.from([1]), rfc.root(leaves.slice(0, k)), rfc.root(leaves.slice(k)));
  },
  path: (m: number, leaves: readonly Uint8Array[]): Buffer[] => {
    if (leaves.length <= 1) return [];
    const k = rfc.split(leaves.length);
    return m < k
      ? [...rfc.path(m, leaves.slice(0, k)), rfc.root(leaves.slice(k))]
      : [...rfc.path(m - k, leaves.slice(k)), rfc.root(leaves.slice(0, k))];
  },
  proof: (m: number, leaves: readonly Uint8Array[], isWhole = true): Buffer[] => {
    if (m === leaves.length) return isWhole ? [] : [rfc.root(leaves)];
    const k = rfc.split(leaves.length);
    return m <= k
      ? [...rfc.proof(m, leaves.slice(0, k), isWhole), rfc.root(leaves.slice(k))]
      : [...rfc.proof(m - k, leaves.slice(k), false), rfc.root(leaves.slice(0, k))];
  },
  split: (n: number): number => 2 ** Math.floor(Math.log2(n - 1)),
};

function sha256(...parts: Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

const leavesOf = (count: number) => Array.from({ length: count }, (_, at) => Buffer.from(`${at}`));

test('every proof in every tree of up to 40 leaves is what RFC 6962 says, and is accepted', () => {
  for (let size = 1; size <= 40; size++) {
    const leaves = leavesOf(size);
    const root = rfc.root(leaves);
    expect(rootOf(leaves)).toEqual(root);
    for (let at = 0; at < size; at++) {
      const included = rootsOf(inclusionRanges(at, size), leaves);
      expect(included).toEqual(rfc.path(at, leaves));
      const leaf = leafHash(leaves[at] ?? Buffer.alloc(0));
      expect(rootOfInclusion({ index: at, size, leaf, hashes: included })).toEqual(root);
      const hashes = rootsOf(consistencyRanges(at + 1, size), leaves);
      expect(hashes).toEqual(rfc.proof(at + 1, leaves));
      const from = { size: at + 1, root: rfc.root(leaves.slice(0, at + 1)) };
      expect(isConsistent({ from, to: { size, root }, hashes })).toBe(true);
    }
  }
});

/** A tree, a place in it, and one way to spoil a list of hashes. */
const spoiled = fc.record({
  size: fc.integer({ min: 2, max: 200 }),
  place: fc.nat(),
  way: fc.constantFrom('flip', 'drop', 'repeat', 'add'),
  which: fc.nat(),
});

type Spoiled = typeof spoiled extends fc.Arbitrary<infer T> ? T : never;

function spoil(hashes: readonly Buffer[], { way, which }: Spoiled): Buffer[] | undefined {
  const at = which % Math.max(1, hashes.length);
  const hash = hashes[at];
  if (way === 'add') return [...hashes, Buffer.alloc(32, 1)];
  if (hash === undefined) return undefined;
  if (way === 'drop') return hashes.toSpliced(at, 1);
  if (way === 'repeat') return hashes.toSpliced(at, 0, hash);
  const changed = Buffer.from(hash);
  changed[which % 32] = (changed[which % 32] ?? 0) ^ 1;
  return hashes.toSpliced(at, 1, changed);
}

test('a spoiled proof of inclusion leads to no root or another one', () => {
  fc.assert(
    fc.property(spoiled, (how) => {
      const leaves = leavesOf(how.size);
      const index = how.place % how.size;
      const leaf = leafHash(leaves[index] ?? Buffer.alloc(0));
      const good = rootsOf(inclusionRanges(index, how.size), leaves);
      const hashes = spoil(good, how);
      const proof = { index, size: how.size, leaf };
      const root = rootOf(leaves);
      expect(rootOfInclusion({ ...proof, hashes: good })).toEqual(root);
      if (hashes) expect(rootOfInclusion({ ...proof, hashes })).not.toEqual(root);
      const other = { ...proof, index: (index + 1) % how.size };
      expect(rootOfInclusion({ ...other, hashes: good })).not.toEqual(root);
    }),
  );
});

test('a spoiled proof of consistency, or one of another tree, is not accepted', () => {
  fc.assert(
    fc.property(spoiled, (how) => {
      const leaves = leavesOf(how.size);
      const [from, to] = [treeOf(1 + (how.place % how.size), leaves), treeOf(how.size, leaves)];
      const good = rootsOf(consistencyRanges(from.size, to.size), leaves);
      const hashes = spoil(good, how);
      expect(isConsistent({ from, to, hashes: good })).toBe(true);
      if (hashes) expect(isConsistent({ from, to, hashes })).toBe(false);
      const forged = leaves.with(from.size - 1, Buffer.from('forged'));
      expect(isConsistent({ from, to: treeOf(how.size, forged), hashes: good })).toBe(false);
      expect(isConsistent({ from: treeOf(from.size, forged), to, hashes: good })).toBe(false);
    }),
  );
});

test('what is no proof at all is refused and not believed', () => {
  const leaf = leafHash(Buffer.alloc(0));
  for (const [index, size] of [
    [1, 1],
    [-1, 1],
    [0.5, 2],
    [0, Infinity],
    [Number.NaN, 1],
  ] as const)
    expect(rootOfInclusion({ index, size, leaf, hashes: [] })).toBeUndefined();
  const short = leaf.subarray(1);
  expect(rootOfInclusion({ index: 0, size: 1, leaf: short, hashes: [] })).toBeUndefined();
  expect(rootOfInclusion({ index: 0, size: 2, leaf, hashes: [short] })).toBeUndefined();
  const [empty, two] = [treeOf(0), treeOf(2)];
  expect(isConsistent({ from: empty, to: two, hashes: [] })).toBe(true);
  expect(isConsistent({ from: { size: 0, root: leaf }, to: two, hashes: [] })).toBe(false);
  expect(isConsistent({ from: two, to: treeOf(1), hashes: [] })).toBe(false);
});

test('a place in a tree beyond 32 bits is found', () => {
  const size = 2 ** 40 + 1;
  const ranges = inclusionRanges(2 ** 40, size);
  expect(ranges).toEqual([[0, 2 ** 40]]);
  const leaf = leafHash(Buffer.from('last'));
  const left = Buffer.alloc(32, 7);
  const root = sha256(Buffer.from([1]), left, leaf);
  expect(rootOfInclusion({ index: 2 ** 40, size, leaf, hashes: [left] })).toEqual(root);
});
