import { verify } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { SeededChance } from '../fs/sim-chance.ts';
import { SimDisk, type SimFs } from '../fs/sim-fs.ts';
import { signCheckpoint, type Checkpoint } from './checkpoint.ts';
import { cosignedAt, parseWitnessKey, witnessVerifier } from './cosignature.ts';
import { consistencyRanges, RangeRoots } from './merkle-proof.ts';
import { leafHash, MerkleTree } from './merkle-tree.ts';
import { createSigningKey, parseNoteKey, type NoteSigner } from './note-key.ts';
import { parseNote } from './signed-note.ts';
import { Witness } from './witness.ts';
import { createWitnessMemory } from './witness-memory.ts';

const scope = createScope(afterEach);
const logId = '00112233445566778899aabbccddeeff';
const NOW_S = 1_700_000_000;
const EMPTY_ROOT = new MerkleTree().root().toString('hex');

const leaves = Array.from({ length: 40 }, (_, at) => leafHash(Buffer.from(`event ${at}`)));
const forged = leaves.with(3, leafHash(Buffer.from('forged')));

function checkpointOf(size: number, from = leaves): Checkpoint {
  const tree = new MerkleTree();
  for (const leaf of from.slice(0, size)) tree.addLeaf(leaf);
  return { logId, size, root: tree.root().toString('hex') };
}

function proofOf(old: number, size: number, from = leaves): string[] {
  if (old === 0 || old > size) return [];
  const roots = new RangeRoots(consistencyRanges(old, size));
  for (const leaf of from.slice(0, size)) roots.addLeaf(leaf);
  return roots.roots().map((hash) => hash.toString('base64'));
}

async function world() {
  const dir = await scope.folder();
  const keys = await scope.folder();
  const monitor = createSigningKey(path.join(keys, 'monitor'), 'monitor.example');
  const signer = createSigningKey(path.join(keys, 'witness'), 'witness.example');
  const key = parseNoteKey(monitor.verifier);
  const start = () =>
    new Witness({
      signer,
      logs: new Map([[`lighthouse/${logId}`, key ? [key] : []]]),
      memory: createWitnessMemory(dir),
      nowS: () => NOW_S,
    });
  return { dir, monitor, signer, start };
}

/** The request of a checkpoint of `size` events behind one of `old`. */
function request(by: NoteSigner, old: number, size: number, from = leaves): Buffer {
  return requestOf(by, old, checkpointOf(size, from), proofOf(old, size, from));
}

function requestOf(by: NoteSigner, old: number, to: Checkpoint, proof: readonly string[]): Buffer {
  const note = signCheckpoint(to, [by]);
  return Buffer.from(`${[`old ${old}`, ...proof].join('\n')}\n\n${note}`);
}

test('a log that grows is signed at every step, also behind a restart', async () => {
  const { monitor, start } = await world();
  const sizes = [0, 1, 2, 7, 8, 8, 21, 40];
  for (const [at, size] of sizes.entries())
    expect(start().addCheckpoint(request(monitor, sizes[at - 1] ?? 0, size)).status).toBe(200);
});

test('what is signed is the text of the note and a time, in the form of C2SP', async () => {
  const { monitor, signer, start } = await world();
  const { body } = start().addCheckpoint(request(monitor, 0, 7));
  const note = signCheckpoint(checkpointOf(7), [monitor]) + body;
  const parsed = parseNote(Buffer.from(note));
  const key = parseWitnessKey(witnessVerifier(signer));
  if ('reason' in parsed || key === undefined) throw new Error('no note, or no key');
  expect(cosignedAt(parsed, key)).toBe(NOW_S);
  const [, signature] = parsed.signatures;
  const message = `cosignature/v1\ntime ${NOW_S}\n${parsed.text}`;
  const bytes = signature?.bytes ?? Buffer.alloc(0);
  expect(bytes.readBigUInt64BE(0)).toBe(BigInt(NOW_S));
  expect(verify(null, Buffer.from(message), key.key, bytes.subarray(8))).toBe(true);
  expect(cosignedAt({ ...parsed, text: `${parsed.text}x\n` }, key)).toBeUndefined();
});

test('a fork is never signed, whatever proof comes with it', async () => {
  const { monitor, start } = await world();
  const witness = start();
  expect(witness.addCheckpoint(request(monitor, 0, 7)).status).toBe(200);
  expect(witness.addCheckpoint(request(monitor, 7, 7, forged))).toMatchObject({ status: 409 });
  expect(witness.addCheckpoint(request(monitor, 7, 9, forged)).status).toBe(422);
  const lie = requestOf(monitor, 7, checkpointOf(9, forged), proofOf(7, 9));
  expect(witness.addCheckpoint(lie).status).toBe(422);
  expect(witness.addCheckpoint(request(monitor, 0, 9, forged)).status).toBe(409);
  expect(start().addCheckpoint(request(monitor, 7, 9)).status).toBe(200);
});

test('who asks with another size is told which one was signed last', async () => {
  const { monitor, start } = await world();
  const witness = start();
  witness.addCheckpoint(request(monitor, 0, 7));
  for (const old of [0, 3, 8])
    expect(witness.addCheckpoint(request(monitor, old, 9))).toEqual({
      status: 409,
      type: 'text/x.tlog.size',
      body: '7\n',
    });
  expect(witness.addCheckpoint(request(monitor, 7, 5)).status).toBe(400);
});

test('a first checkpoint needs no proof and takes none', async () => {
  const { monitor, start } = await world();
  const extra = [leaves[0]?.toString('base64') ?? ''];
  expect(start().addCheckpoint(requestOf(monitor, 0, checkpointOf(7), extra)).status).toBe(422);
  const emptyLie = requestOf(monitor, 0, { ...checkpointOf(7), size: 0 }, []);
  expect(start().addCheckpoint(emptyLie).status).toBe(422);
  const empty = requestOf(monitor, 0, { logId, size: 0, root: EMPTY_ROOT }, []);
  expect(start().addCheckpoint(empty).status).toBe(200);
});

test('what is not from a known log or key is not signed', async () => {
  const { monitor, signer, start } = await world();
  expect(start().addCheckpoint(request(signer, 0, 7)).status).toBe(403);
  const other = { ...checkpointOf(7), logId: 'ff'.repeat(16) };
  expect(start().addCheckpoint(requestOf(monitor, 0, other, [])).status).toBe(404);
});

test('no part of a request is one, and no byte of it can be changed', async () => {
  const { monitor, start, dir } = await world();
  const whole = request(monitor, 0, 7);
  const witness = start();
  for (let at = 0; at < whole.length; at++) {
    const changed = Buffer.from(whole);
    changed[at] = ((changed[at] ?? 0) + 1) % 256;
    expect(witness.addCheckpoint(changed).status).not.toBe(200);
    expect(witness.addCheckpoint(whole.subarray(0, at)).status).not.toBe(200);
  }
  expect(witness.addCheckpoint(Buffer.alloc(100_000)).status).toBe(413);
  expect(readdirSync(dir)).toEqual([]);
  expect(witness.addCheckpoint(whole).status).toBe(200);
});

test('whenever the power fails, what was signed is remembered before anybody has it', async () => {
  const { monitor, signer } = await world();
  const key = parseNoteKey(monitor.verifier);
  const startOn = (fs: SimFs) =>
    new Witness({
      signer,
      logs: new Map([[`lighthouse/${logId}`, key ? [key] : []]]),
      memory: createWitnessMemory('/memory', fs),
      nowS: () => NOW_S,
    });
  let crashCount = 0;
  for (let seed = 1; seed <= 200; seed++) {
    const disk = new SimDisk(new SeededChance(seed));
    const made = disk.boot();
    made.mkdir('/memory');
    made.fsyncDir('/');
    expect(startOn(made).addCheckpoint(request(monitor, 0, 7)).status).toBe(200);
    const crashAt = seed % 8;
    const fs = disk.boot((_operation, index) => (index === crashAt ? 'crash' : undefined));
    let isSigned = false;
    try {
      isSigned = startOn(fs).addCheckpoint(request(monitor, 7, 9)).status === 200;
    } catch {
      crashCount += 1;
    }
    disk.losePower();
    // A fork of what was signed is refused from here on, and the log itself goes on.
    const last = startOn(disk.boot());
    const fork = last.addCheckpoint(request(monitor, 7, 12, forged));
    expect(isSigned ? [409] : [409, 422]).toContain(fork.status);
    const old = fork.status === 409 ? 9 : 7;
    expect(last.addCheckpoint(request(monitor, old, 12)).status).toBe(200);
  }
  expect(crashCount).toBeGreaterThan(50);
});

test('a witness that can not remember does not sign', async () => {
  const { dir, monitor, signer, start } = await world();
  start().addCheckpoint(request(monitor, 0, 7));
  const [name = ''] = readdirSync(dir);
  writeFileSync(path.join(dir, name), 'no checkpoint');
  expect(() => start().addCheckpoint(request(monitor, 7, 9))).toThrow('can not be understood');
  const key = parseNoteKey(monitor.verifier);
  const forgetful = new Witness({
    signer,
    logs: new Map([[`lighthouse/${logId}`, key ? [key] : []]]),
    memory: createWitnessMemory(path.join(dir, 'gone')),
    nowS: () => NOW_S,
  });
  expect(() => forgetful.addCheckpoint(request(monitor, 0, 7))).toThrow('cannot remember');
});
