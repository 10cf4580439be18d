import { randomBytes } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { EXIT } from '@lighthouse/contract';
import { loadKeyRing, openLog } from '@lighthouse/event-store';
import { subjectKeysIn } from '@lighthouse/event-store/life';
import { createScope } from '@lighthouse/testkit';
import { Policy } from '../src/domain/policy.ts';
import { openBridge } from '../src/service/open-bridge.ts';
import { DEFAULT_SETTINGS } from '../src/service/settings.ts';
import { startBridge } from './start-bridge.ts';
import { makeStore, StorePlace } from './store-world.ts';
import { joinAgent } from './test-agent.ts';

const scope = createScope(afterEach);

const read = ({ folder }: StorePlace, name: string) =>
  readFileSync(path.join(folder, name), 'utf8');
const namesIn = ({ folder }: StorePlace) => readdirSync(folder).toSorted();

function cutLast({ dir }: StorePlace): void {
  const last = readdirSync(dir).findLast((name) => name.endsWith('.lhseg')) ?? '';
  truncateSync(path.join(dir, last), readFileSync(path.join(dir, last)).length - 200);
}

describe('backup', () => {
  test('copies a log that another process writes, and verifies the copy', async () => {
    const place = await makeStore(scope, 60);
    const log = await place.open();
    const copied = await place.json('backup log copy');
    expect(copied).toMatchObject({ schema: 'lighthouse/store-backup/1', isVerified: true });
    expect(copied['segmentCount']).toBeGreaterThan(1);
    await log.close();
    expect(await place.verdictOf('copy')).toBe('intact');
  });

  test('writes nothing over anything', async () => {
    const place = await makeStore(scope, 1);
    writeFileSync(path.join(place.folder, 'ring.txt'), '');
    const { code, stderr } = await place.run('backup log .');
    expect([code, stderr]).toEqual([EXIT.usage, expect.stringContaining('not empty')]);
    expect(namesIn(place)).toEqual(['log', 'ring.json', 'ring.txt']);
  });

  test('says when the copy is of a damaged log', async () => {
    const place = await makeStore(scope, 3);
    cutLast(place);
    const { code, stderr } = await place.run('backup log copy');
    expect([code, stderr]).toEqual([EXIT.bad, expect.stringContaining('LH_LOG_DAMAGED')]);
  });

  test('that is interrupted leaves what nobody takes for a log, and says so', async () => {
    const place = await makeStore(scope, 3);
    const reason = Object.assign(new Error('stopped'), { code: 'LH_INTERRUPTED' });
    const { code, stderr } = await place.run('backup log copy', {
      signal: AbortSignal.abort(reason),
    });
    expect([code, stderr]).toEqual([EXIT.interrupted, expect.stringContaining('part of a copy')]);
    expect(await place.verdictOf('copy')).toContain('HEAD_MISSING');
  });
});

describe('export', () => {
  test.each(['jsonl', 'cloudevents'])('writes every event of a log, as %s', async (format) => {
    const place = await makeStore(scope, 40);
    const log = await place.open();
    const written = await place.json(`export log events --format ${format}`);
    await log.close();
    expect(written).toMatchObject({ eventCount: 40, lastSeq: 40, format });
    const lines = read(place, 'events').trimEnd().split('\n');
    expect(lines).toHaveLength(40);
    expect(JSON.parse(lines[39] ?? '')).toMatchObject({ type: 'noted' });
    expect(namesIn(place)).toEqual(['events', 'log', 'ring.json']);
  });

  test('writes over no file, and leaves none behind when it fails', async () => {
    const place = await makeStore(scope, 3);
    const taken = await place.run('export log ring.json');
    expect([taken.code, taken.stderr]).toEqual([64, expect.stringContaining('a file already')]);
    const nowhere = await place.run('export log missing/events');
    expect([nowhere.code, nowhere.stderr]).toEqual([74, expect.stringContaining('ENOENT')]);
    cutLast(place);
    const damaged = await place.run('export log events');
    expect([damaged.code, damaged.stderr]).toEqual([1, expect.stringContaining('LH_LOG_DAMAGED')]);
    expect(namesIn(place)).toEqual(['log', 'ring.json']);
  });
});

describe('rotate-key', () => {
  test('adds a key and writes on under it; the log is intact', async () => {
    const place = await makeStore(scope, 3);
    expect(await place.json('rotate-key log')).toMatchObject({ kid: 2, seq: 4 });
    const log = await place.open();
    await log.append({ events: [{ type: 'noted', stream: 's', payload: Buffer.from('after') }] });
    await log.close();
    expect(await place.verdictOf('log')).toBe('intact');
    expect(read(place, 'ring.json')).toContain('"retired"');
  });

  test('leaves the ring alone while another process has the log', async () => {
    const place = await makeStore(scope, 1);
    const before = read(place, 'ring.json');
    const log = await place.open();
    const { code, stderr } = await place.run('rotate-key log');
    await log.close();
    expect([code, stderr]).toEqual([EXIT.io, expect.stringContaining('LH_LOG_LOCKED')]);
    expect(stderr).toContain('stop the bridge');
    expect(read(place, 'ring.json')).toBe(before);
  });

  test('makes no log where there is none', async () => {
    const place = await makeStore(scope, 1);
    const { code, stderr } = await place.run('rotate-key lgo');
    expect([code, stderr]).toEqual([
      EXIT.inputMissing,
      expect.stringContaining('LH_INPUT_MISSING'),
    ]);
    expect(existsSync(path.join(place.folder, 'lgo'))).toBe(false);
  });
});

describe('restore', () => {
  test('puts a backup in place and declares it, so that only what was given up is in doubt', async () => {
    const place = await makeStore(scope, 25);
    await place.json('backup log copy');
    const flags = ['--reason', 'the disk failed'];
    const { code, stdout } = await place.run('restore copy again', { flags });
    expect([code, stdout]).toEqual([0, expect.stringContaining('declared act: event 26')]);
    expect(await place.verdictOf('again')).toBe('intact');
    const log = await place.open('again');
    expect(log.lastSeq).toBe(26);
    await log.close();
  });

  test('needs a reason, a whole backup and a free folder', async () => {
    const place = await makeStore(scope, 25);
    const flags = ['--reason', 'x'];
    expect(await place.run('restore log again')).toMatchObject({ code: EXIT.usage });
    const taken = await place.run('restore log .', { flags });
    expect([taken.code, taken.stderr]).toEqual([64, expect.stringContaining('not empty')]);
    cutLast(place);
    expect(await place.run('restore log again', { flags })).toMatchObject({ code: EXIT.bad });
    expect(namesIn(place)).toEqual(['log', 'ring.json']);
  });
});

describe('import', () => {
  test.each(['jsonl', 'cloudevents'])(
    'makes a log of what was exported as %s, byte for byte',
    async (format) => {
      const place = await makeStore(scope, 25);
      await place.json(`export log events --format ${format}`);
      const made = await place.json(`import events other --format ${format}`);
      expect(made).toMatchObject({ importedCount: 25, skippedCount: 0, lastSeq: 27 });
      expect(await place.verdictOf('other')).toBe('intact');
      const log = await place.open('other');
      const payloads: string[] = [];
      for await (const { payload } of log.read({ stream: 's' }))
        payloads.push(Buffer.from(payload).toString());
      await log.close();
      expect(payloads).toEqual(Array.from({ length: 25 }, (_, index) => `no. ${index}`));
    },
  );

  test('goes into no log that is there, and leaves nothing behind when it fails', async () => {
    const place = await makeStore(scope, 3);
    await place.json('export log events');
    const taken = await place.run('import events log');
    expect([taken.code, taken.stderr]).toEqual([64, expect.stringContaining('already')]);
    const bytes = readFileSync(path.join(place.folder, 'events'));
    bytes.writeUInt8(0xff, bytes.length - 20);
    writeFileSync(path.join(place.folder, 'events'), bytes);
    const broken = await place.run('import events other');
    expect([broken.code, broken.stderr]).toEqual([64, expect.stringContaining('not UTF-8')]);
    writeFileSync(path.join(place.folder, 'events'), `${read(place, 'ring.json')}`);
    const foreign = await place.run('import events other');
    expect([foreign.code, foreign.stderr]).toEqual([64, expect.stringMatching(/line +1/)]);
    expect(await place.run('import evnts other')).toMatchObject({ code: EXIT.inputMissing });
    expect(namesIn(place)).toEqual(['events', 'log', 'ring.json']);
  });
});

describe('archive', () => {
  test('moves closed segments; a bridge then refuses to start, until they are put back', async () => {
    const place = await makeStore(scope, 200);
    const moved = await place.json('archive log old --before 100');
    expect(moved['movedCount']).toBeGreaterThan(0);
    expect(await place.verdictOf('log')).toBe('intact');
    const bridgeOf = async () => {
      const log = await place.open();
      const parts = { log, policy: new Policy({ rules: [] }), settings: DEFAULT_SETTINGS };
      const world = { nowMs: Date.now, randomBytes, othersTurn: async () => {}, onAlert: () => {} };
      try {
        return await openBridge({ ...parts, ...world });
      } finally {
        await log.close();
      }
    };
    await expect(bridgeOf()).rejects.toMatchObject({ code: 'LH_INPUT_MISSING' });
    for (const name of readdirSync(path.join(place.folder, 'old')))
      renameSync(path.join(place.folder, 'old', name), path.join(place.dir, name));
    await expect(bridgeOf()).resolves.toBeDefined();
    expect(await place.verdictOf('log')).toBe('intact');
  });

  test('says when there is nothing to move, and takes no folder within the log', async () => {
    const place = await makeStore(scope, 3);
    const { code, stdout } = await place.run('archive log old --before 2');
    expect([code, stdout]).toEqual([0, expect.stringContaining('Nothing moved')]);
    expect(await place.run('archive log log/old --before 2')).toMatchObject({ code: EXIT.usage });
  });
});

describe('erase', () => {
  test('destroys a key when it is confirmed, once, and every MAC still verifies', async () => {
    const place = await makeStore(scope, 1);
    const keyRing = loadKeyRing(place.key);
    const keys = path.join(place.folder, 'subjects');
    const subjects = subjectKeysIn(keys);
    const world = { clock: { nowUs: () => Date.now() * 1000 }, random: randomBytes };
    const log = await openLog({ ...world, dir: place.dir, keyRing, subjects });
    const payload = Buffer.from('about p-7');
    await log.append({ events: [{ type: 'noted', stream: 's', payload, subject: 'p-7' }] });
    await log.close();
    expect(await place.run('export log events')).toMatchObject({ code: EXIT.usage });
    const away = await place.run('export log events --subjects nowhere');
    expect(away.code).toBe(EXIT.keyMissing);
    await place.json('export log events --subjects subjects');
    expect(read(place, 'events')).toContain('"payload":"about p-7"');
    const line = 'erase log --subject p-7 --subjects subjects';
    expect((await place.run(line)).stderr).toContain('add --yes');
    expect(readdirSync(keys)).toHaveLength(1);
    expect(await place.json(`${line} --yes`)).toMatchObject({ subject: 'p-7', declaredSeq: 3 });
    expect(readdirSync(keys)).toEqual([]);
    expect((await place.run('export log after --subjects subjects')).stdout).toContain(
      'are empty in it: 1',
    );
    expect(read(place, 'after')).toContain('"erased":true,"payload":""');
    expect(await place.verdictOf('log')).toBe('intact');
    expect(await place.run(`${line} --yes`)).toMatchObject({ code: EXIT.inputMissing });
    const nowhere = await place.run('erase log --subject p-7 --subjects nowhere --yes');
    expect(nowhere.code).toBe(EXIT.keyMissing);
    expect(existsSync(path.join(place.folder, 'nowhere'))).toBe(false);
  });
});

test('the log of a bridge with agents goes out and into another log, which is intact', async () => {
  const bridge = await startBridge(scope);
  const alice = await joinAgent(bridge, 'alice', 'builder');
  for (const key of ['k1', 'k2']) expect((await alice.command(key)).status).toBe(200);
  const place = new StorePlace(path.dirname(bridge.dir), 'keyring.json');
  const { eventCount } = await place.json('export log events');
  const { importedCount, skippedCount } = await place.json('import events other');
  expect(Number(importedCount) + Number(skippedCount)).toBe(eventCount);
  expect(importedCount).toBeGreaterThanOrEqual(4);
  expect(await place.verdictOf('other')).toBe('intact');
});
