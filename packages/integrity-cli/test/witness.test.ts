import { randomBytes } from 'node:crypto';
import { readdirSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { loadKeyRing, openLog } from '@lighthouse/event-store';
import {
  createSigningKey,
  createWitnessMemory,
  parseNoteKey,
  Witness,
  witnessVerifier,
} from '@lighthouse/event-store/anchors';
import { createScope } from '@lighthouse/testkit';
import { runHere } from './run-here.ts';
import { writeLog } from './written-log.ts';

const scope = createScope(afterEach);

async function append(dir: string, key: string, texts: readonly string[]): Promise<void> {
  const log = await openLog({
    dir,
    keyRing: loadKeyRing(key),
    clock: { nowUs: () => Date.now() * 1000 },
    random: randomBytes,
  });
  for (const text of texts)
    await log.append({ events: [{ type: 'said', stream: 's', payload: Buffer.from(text) }] });
  await log.close();
}

/** A log of eight events, a copy of when it had four, and a witness that signed the eight. */
async function witnessed() {
  const written = await writeLog(scope, { events: 4, perAppend: 1 });
  const older = path.join(written.run, 'older');
  await cp(written.log, older, { recursive: true });
  await append(written.log, written.key, ['e', 'f', 'g', 'h']);
  const folder = await scope.folder();
  const monitor = createSigningKey(path.join(folder, 'monitor'), 'monitor.example');
  const signer = createSigningKey(path.join(folder, 'witness'), 'witness.example');
  const answer = await runHere([
    'checkpoint',
    written.run,
    '--signing-key',
    path.join(folder, 'monitor'),
  ]);
  const note = answer.stdout;
  const [origin = ''] = note.split('\n');
  const state = await scope.folder();
  const monitorKey = parseNoteKey(monitor.verifier);
  const { status, body } = new Witness({
    signer,
    logs: new Map([[origin, monitorKey ? [monitorKey] : []]]),
    memory: createWitnessMemory(state),
    nowS: () => 1_700_000_000,
  }).addCheckpoint(Buffer.from(`old 0\n\n${note}`));
  expect(status).toBe(200);
  const cosigned = path.join(folder, 'cosigned');
  writeFileSync(cosigned, note + body);
  const key = witnessVerifier(signer);
  return { ...written, older, state, cosigned, key, monitor: monitor.verifier, note, folder };
}

/** Holds a log against the witness in both ways: its folder, and what it signed. */
async function againstBoth(log: string, { key: ring, ...given }: Given) {
  const answers = [];
  for (const flags of [[given.state], [given.cosigned, '--against-key', given.witnessKey]])
    answers.push(await runHere([log, '--key', ring, '--against', ...flags]));
  return answers;
}

interface Given {
  readonly key: string;
  readonly state: string;
  readonly cosigned: string;
  readonly witnessKey: string;
}

test('a log is held against what a witness remembers, and what it signed', async () => {
  const { run, log, key: witnessKey, ...rest } = await witnessed();
  const key = path.join(run, 'keyring.json');
  for (const { code, stdout } of await againstBoth(log, { ...rest, key, witnessKey })) {
    expect(code).toBe(0);
    expect(stdout).toContain('against   1 checkpoint\n');
  }
});

test('a watch that never saw the log before finds a rollback below what a witness signed', async () => {
  const { run, log, older, key: witnessKey, state, cosigned } = await witnessed();
  const key = path.join(run, 'keyring.json');
  const watch = async (dir: string, against: readonly string[]) =>
    runHere(['watch', dir, '--key', key, '--once', '--ndjson', '--against', ...against]);
  for (const against of [[state], [cosigned, '--against-key', witnessKey]]) {
    expect(await watch(log, against)).toMatchObject({ code: 0, stdout: '' });
    const { code, stdout } = await watch(older, against);
    expect(code).toBe(1);
    expect(stdout).toContain('"code":"ROLLBACK"');
  }
});

test('a rollback, a fork and a cut below what a witness signed are found', async () => {
  const { run, log, older, key: witnessKey, ...rest } = await witnessed();
  const given = { ...rest, key: path.join(run, 'keyring.json'), witnessKey };
  const alone = await runHere([older, '--key', given.key]);
  expect(alone.code).toBe(0);
  for (const { code, stdout } of await againstBoth(older, given)) {
    expect(code).toBe(1);
    expect(stdout).toContain('critical ROLLBACK  events 5 to 8\n');
  }
  const segment = path.join(log, readdirSync(log).find((name) => name.endsWith('.lhseg')) ?? '');
  truncateSync(segment, statSync(path.join(older, path.basename(segment))).size);
  rmSync(path.join(log, 'HEAD'));
  for (const { code, stdout } of await againstBoth(log, given)) {
    expect(code).toBe(1);
    expect(stdout).toContain('critical ROLLBACK  events 5 to 8\n');
  }
  // Somebody with the log's key goes on from the older copy.
  await append(older, given.key, ['e', 'f', 'another g', 'h', 'i']);
  const forkAlone = await runHere([older, '--key', given.key]);
  expect(forkAlone.code).toBe(0);
  for (const { code, stdout } of await againstBoth(older, given)) {
    expect(code).toBe(1);
    expect(stdout).toContain('critical FORK');
  }
});

test('who is not the witness is told', async () => {
  const { run, cosigned, key, monitor, note, folder } = await witnessed();
  const other = createSigningKey(path.join(folder, 'other'), 'witness.example');
  const unsigned = path.join(folder, 'unsigned');
  writeFileSync(unsigned, note);
  const forged = path.join(folder, 'forged');
  writeFileSync(forged, `${note}— witness.example ${forgedSignature(key)}\n`);
  const cases: [string[], number, string][] = [
    [[cosigned, '--against-key', monitor], 0, ''],
    [[cosigned, '--against-key', witnessVerifier(other)], 64, 'not signed with the given key'],
    [[unsigned, '--against-key', key], 64, 'not signed with the given key'],
    [[forged, '--against-key', key], 64, 'its signature is wrong'],
    [[cosigned], 64, '--against-key'],
  ];
  for (const [flags, exit, message] of cases) {
    const { code, stderr } = await runHere([run, '--against', ...flags]);
    expect([flags, code]).toEqual([flags, exit]);
    expect(stderr).toContain(message);
  }
});

/** A signature of the right form, under the name and the hash of a key. */
function forgedSignature(key: string): string {
  const [, hash = ''] = key.split('+');
  return Buffer.concat([Buffer.from(hash, 'hex'), Buffer.alloc(72, 1)]).toString('base64');
}

test('a folder that says nothing of this log is no witness of it', async () => {
  const { run, state } = await witnessed();
  const elsewhere = await writeLog(scope, { events: 1 });
  const empty = await scope.folder();
  const cases: [string, string, number, string][] = [
    [elsewhere.run, state, 64, 'the witness has signed no checkpoint of this log'],
    [run, empty, 64, 'this is not the folder of a witness'],
  ];
  for (const [log, against, exit, message] of cases) {
    const { code, stdout, stderr } = await runHere([log, '--against', against]);
    expect([code, stdout]).toEqual([exit, '']);
    expect(stderr).toContain(message);
  }
  const [name = ''] = readdirSync(state);
  renameSync(path.join(state, name), path.join(state, `0${name.slice(1)}x.checkpoint`));
  const { code, stderr } = await runHere([run, '--against', state]);
  expect(code).toBe(74);
  expect(stderr).toContain('can not be understood');
});
