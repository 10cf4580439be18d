import { createSecretKey, randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import type { LogLimits } from '../src/limits.ts';
import { openLog } from '../src/open-log.ts';
import { verifyLog } from '../src/verify/verify-log.ts';

const scope = createScope(afterEach);
const SEGMENT = '00000000000000000001.lhseg';
const AHEAD_BYTES = 65_536;
const master = createSecretKey(Buffer.alloc(32, 1));
const created = '2024-01-01T00:00:00Z';
const keyRing = { keys: [{ kid: 1, state: 'active', master, created } as const] };
let nowUs = 1_700_000_000_000_000;

function open(dir: string, limits: Partial<LogLimits> = {}) {
  const clock = { nowUs: () => (nowUs += 10) };
  const all = { writeAheadBytes: AHEAD_BYTES, ...limits };
  return openLog({ dir, keyRing, clock, random: randomBytes, limits: all });
}

function eventOf(bytes: number) {
  return { type: 'noted', stream: 's', payload: Buffer.alloc(bytes, 1) };
}

test('a small flush writes zeros behind itself, which those after it use up', async () => {
  const dir = await scope.folder();
  const log = await open(dir);
  await log.append({ events: [eventOf(10)] });
  const { size } = statSync(path.join(dir, SEGMENT));
  for (let count = 0; count < 20; count++) await log.append({ events: [eventOf(10)] });
  expect(size).toBeGreaterThan(AHEAD_BYTES);
  expect(statSync(path.join(dir, SEGMENT)).size).toBe(size);
  await log.close();
});

test('a log that was closed has no zeros at its end', async () => {
  const dir = await scope.folder();
  const log = await open(dir);
  await log.append({ events: [eventOf(10)] });
  await log.close();
  expect(statSync(path.join(dir, SEGMENT)).size).toBeLessThan(1000);
});

test('a segment that was closed has no zeros at its end', async () => {
  const dir = await scope.folder();
  const log = await open(dir, { segmentBytes: 131_072 });
  await log.append({ events: [eventOf(10)] });
  await log.append({ events: [eventOf(131_000)] });
  expect(statSync(path.join(dir, SEGMENT)).size).toBeLessThan(1000);
  await log.close();
  expect(await verifyLog({ dir, keyRing })).toMatchObject({ value: 'intact', segmentCount: 2 });
});

test('a large flush writes no zeros', async () => {
  const dir = await scope.folder();
  const log = await open(dir);
  await log.append({ events: [eventOf(20_000)] });
  expect(statSync(path.join(dir, SEGMENT)).size).toBeLessThan(21_000);
  await log.close();
});

test.each([0, 1_000_000])(
  'a copy of a live log is intact and opens, zeros and all (blocking up to %i us)',
  async (blockingFlushUsMax) => {
    const folder = await scope.folder();
    const [dir, copy] = [path.join(folder, 'log'), path.join(folder, 'copy')];
    const log = await open(dir, { blockingFlushUsMax });
    for (let count = 0; count < 5; count++) await log.append({ events: [eventOf(10)] });
    mkdirSync(copy);
    for (const name of ['HEAD', SEGMENT]) copyFileSync(path.join(dir, name), path.join(copy, name));
    await log.close();
    const verdict = { value: 'intact', verifiedCount: 5, findings: [] };
    expect(await verifyLog({ dir: copy, keyRing })).toMatchObject(verdict);
    const again = await open(copy);
    expect(again.lastSeq).toBe(5);
    await again.close();
  },
);
