import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { checkLogProof, parseLogProof, formatLogProof } from '../src/anchors/log-proof.ts';
import { computeCheckpoint, computeInclusion, isVouchable } from '../src/anchors/log-tree.ts';
import { signCheckpoint } from '../src/anchors/checkpoint.ts';
import { leafHash, MerkleTree } from '../src/anchors/merkle-tree.ts';
import { rootOfInclusion } from '../src/anchors/merkle-proof.ts';
import { parseNoteKey, parseSigningKey } from '../src/anchors/note-key.ts';
import { parseKeyRing } from '../src/keys/key-ring.ts';
import { verifyLog, type VerifyOptions } from '../src/verify/verify-log.ts';
import { LogBuilder, testRing } from './log-builder.ts';
import { memoryFs } from './memory-fs.ts';

const vectors = path.resolve(import.meta.dirname, 'vectors');
/** Public example keys of golang.org/x/mod/sumdb/note. */
const signer = parseSigningKey(
  'PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz',
);
const key = parseNoteKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');

interface Expected {
  readonly verdict: string;
  readonly given?: { readonly checkpoints?: readonly { size: number; rootHex: string }[] };
}

function expectedOf(name: string): Expected {
  return JSON.parse(readFileSync(path.join(vectors, name, 'expected.json'), 'utf8')) as Expected;
}

async function judged(options: VerifyOptions) {
  return { ...options, verdict: await verifyLog(options) };
}

async function vector(name: string) {
  const ring = readFileSync(path.join(vectors, name, 'keyring.json'), 'utf8');
  return judged({ dir: path.join(vectors, name, 'log'), keyRing: parseKeyRing(ring) });
}

/** Five segments, two keys, appends of several events. */
function builtLog(): LogBuilder {
  const builder = new LogBuilder({ ring: testRing() });
  for (let part = 0; part < 5; part++) {
    if (part > 0) builder.roll();
    builder
      .events(`${part} a`, `${part} b`)
      .append([{ payload: 'x' }, { payload: 'y'.repeat(500) }]);
    if (part === 2) builder.rotate(2);
  }
  return builder;
}

async function judgedBuilt() {
  const { files } = builtLog().build();
  return { files, log: await judged({ dir: 'log', keyRing: testRing(), fs: memoryFs(files) }) };
}

test('the root over a log is what the independent reader says it is', async () => {
  const log = await vector('anchors-that-fit');
  const [given] = expectedOf('anchors-that-fit').given?.checkpoints ?? [];
  if (given === undefined) throw new Error('the vector has no checkpoint');
  const { root } = await computeInclusion(log, { seq: 1, size: given.size });
  expect(root).toBe(given.rootHex);
});

test('a checkpoint is the root over all frames as they are on the disk', async () => {
  const { log } = await judgedBuilt();
  const tree = new MerkleTree();
  for (const { file, start, end } of builtLog().frames) {
    const bytes = builtLog().build().files.get(file);
    tree.add(bytes?.subarray(start, end) ?? Buffer.alloc(0));
  }
  expect(await computeCheckpoint(log)).toEqual({
    logId: log.verdict.logId,
    size: tree.size,
    root: tree.root().toString('hex'),
  });
});

test('every event of a log can be proven in every checkpoint behind it', async () => {
  const { log } = await judgedBuilt();
  const { lastSeq } = log.verdict;
  for (let seq = 1; seq <= lastSeq; seq += 3) {
    for (const size of [seq, lastSeq]) {
      const { frame, hashes, root } = await computeInclusion(log, { seq, size });
      const leaf = leafHash(frame);
      const found = rootOfInclusion({ index: seq - 1, size, leaf, hashes });
      expect(found?.toString('hex')).toBe(root);
    }
  }
});

test('nobody vouches for a log that is not whole, and only for one that is', () => {
  const names = readdirSync(vectors, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  );
  return Promise.all(
    names.map(async ({ name }) => {
      const log = await vector(name);
      const { findings, value, verifiedCount, lastSeq } = log.verdict;
      const isHarmless = findings.every(({ severity }) => severity === 'info');
      const isWhole = value !== 'tampered' && isHarmless && verifiedCount === lastSeq;
      expect([name, isVouchable(log.verdict)]).toEqual([name, isWhole]);
      if (!isWhole) await expect(computeCheckpoint(log)).rejects.toThrow('not whole');
      else expect(await computeCheckpoint(log)).toMatchObject({ size: lastSeq });
    }),
  );
});

test('a log that changes between the verdict and the signature is not signed', async () => {
  const { files, log } = await judgedBuilt();
  const [name = ''] = [...files.keys()].filter((file) => file.endsWith('.lhseg'));
  const changed = Buffer.from(files.get(name) ?? Buffer.alloc(0));
  changed[300] = (changed[300] ?? 0) ^ 1;
  const later = { ...log, fs: memoryFs(new Map(files).set(name, changed)) };
  await expect(computeCheckpoint(later)).rejects.toThrow('not whole');
  const gone = new Map(files);
  gone.delete(name);
  await expect(computeCheckpoint({ ...log, fs: memoryFs(gone) })).rejects.toThrow('not whole');
});

test('whatever byte of a proof is changed, it proves nothing or the same', async () => {
  const { log } = await judgedBuilt();
  const checkpoint = await computeCheckpoint(log);
  const note = Buffer.from(signCheckpoint(checkpoint, signer ? [signer] : []));
  const { frame, hashes } = await computeInclusion(log, { seq: 5, size: checkpoint.size });
  const proof = formatLogProof({ frame, index: 4, hashes, checkpoint: note });
  const check = (bytes: Buffer) => {
    const parsed = parseLogProof(bytes);
    return 'reason' in parsed ? parsed : checkLogProof(parsed, key ? [key] : []);
  };
  expect(check(proof)).toMatchObject({ event: { seq: 5 }, checkpoint });
  for (let at = 0; at < proof.length; at++) {
    const changed = Buffer.from(proof);
    changed[at] = ((changed[at] ?? 0) + 1) % 256;
    expect(check(changed)).toHaveProperty('reason');
    expect(check(proof.subarray(0, at))).toHaveProperty('reason');
  }
});
