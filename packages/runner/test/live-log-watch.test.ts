import { randomBytes } from 'node:crypto';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createKeyRing, DEFAULT_LIMITS, openLog } from '@lighthouse/event-store';
import { createScope } from '@lighthouse/testkit';
import { LiveLogWatch } from '../src/watch/live-log-watch.ts';

const scope = createScope(afterEach);
const SEGMENT_BYTES = 65_536;

/** A log that is open, with a few segments, and somebody who watches it on a clock of their own. */
async function watchedLog() {
  const folder = await scope.folder();
  const dir = path.join(folder, 'log');
  const keyRing = createKeyRing(path.join(folder, 'key'), { nowUs: 1 });
  let nowMs = 1e12;
  const log = await openLog({
    dir,
    keyRing,
    clock: { nowUs: () => nowMs * 1000 },
    random: (count) => randomBytes(count),
    limits: { ...DEFAULT_LIMITS, segmentBytes: SEGMENT_BYTES },
  });
  const append = async (count: number) => {
    for (let number = 0; number < count; number++)
      await log.append({
        events: [{ stream: 's', type: 'event.stored', payload: randomBytes(16_000) }],
      });
  };
  let marks = 0;
  const watch = new LiveLogWatch({
    dir,
    loadKeyRing: () => keyRing,
    // The clock of a file system is too coarse for a test: a file is another after each change.
    markOf: (name) => ({ inode: `${marks}`, size: name.length, modifiedNs: '0', changedNs: '0' }),
    nowMs: () => (nowMs += 10),
    wallMs: () => nowMs,
  });
  await append(13);
  return { dir, log, append, watch, touch: () => (marks += 1) };
}

const flip = (file: string) => flipAt(file, 30_000);

/** Turns over one bit, where it stands: the writer has the file open. */
function flipAt(file: string, at: number): void {
  const fd = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(fd, byte, 0, 1, at);
  writeSync(fd, Buffer.of((byte[0] ?? 0) ^ 1), 0, 1, at);
  closeSync(fd);
}

const segmentsOf = (dir: string) =>
  readdirSync(dir)
    .filter((name) => name.endsWith('.lhseg'))
    .toSorted();

test('a watch verifies what becomes durable, and finds nothing in a log that is whole', async () => {
  const { log, append, watch } = await watchedLog();
  const first = await watch.look();
  await append(5);
  await log.close();
  const second = await watch.look();
  expect(first.findings).toEqual([]);
  expect(second).toMatchObject({ behindCount: 0, findings: [] });
  expect(second.verifiedCount - first.verifiedCount).toBeGreaterThanOrEqual(5);
});

test('a closed segment that is damaged is found once, with the time since it was whole', async () => {
  const { dir, log, watch, touch } = await watchedLog();
  const [name = ''] = segmentsOf(dir);
  await watch.look();
  touch();
  await watch.look();
  flip(path.join(dir, name));
  touch();
  const { findings } = await watch.look();
  expect(findings).toMatchObject([{ code: 'CORRUPT', file: name }]);
  expect(findings[0]?.wholeMs).toBeLessThan(findings[0]?.foundMs ?? 0);
  touch();
  expect((await watch.look()).findings).toEqual([]);
  flip(path.join(dir, name));
  touch();
  expect((await watch.look()).findings).toEqual([]);
  flip(path.join(dir, name));
  touch();
  expect((await watch.look()).findings).toMatchObject([{ code: 'CORRUPT', file: name }]);
  await log.close();
});

test.each([
  ['closed', 0, 'CORRUPT'],
  ['live', -1, 'DAMAGE_BELOW_DURABLE'],
])('damage in a %s segment is found by reading again', async (_, place, code) => {
  const { dir, log, watch } = await watchedLog();
  await watch.look();
  const file = path.join(dir, segmentsOf(dir).at(place) ?? '');
  flipAt(file, 8192);
  const found = [];
  for (let look = 0; look < 200 && found.length === 0; look++)
    found.push(...(await watch.look()).findings);
  expect(found).toMatchObject([{ code }]);
  await log.close();
});

test('a log that is put back to what it was before is found', async () => {
  const { dir, log, append, watch } = await watchedLog();
  const before = path.join(path.dirname(dir), 'before');
  mkdirSync(before);
  const names = [...segmentsOf(dir).slice(-1), 'HEAD'];
  for (const name of names) copyFileSync(path.join(dir, name), path.join(before, name));
  await append(1);
  await watch.look();
  await log.close();
  for (const name of names) copyFileSync(path.join(before, name), path.join(dir, name));
  const { findings } = await watch.look();
  expect(findings.map(({ code }) => code)).toContain('ROLLBACK');
});
