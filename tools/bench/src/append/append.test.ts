import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { loadKeyRing, verifyLog } from '@lighthouse/event-store';
import { createScope } from '@lighthouse/testkit';
import { BareFile } from './bare-file.ts';
import { appendFor, writeFor } from './callers.ts';
import {
  bytesOf,
  makeEvents,
  openFreshLog,
  PAYLOAD_BYTES,
  placeIn,
  segmentFiles,
} from './fresh-log.ts';
import { appendToSqlite, hasSqlite } from './sqlite.ts';

const scope = createScope(afterEach);

test('what callers append is in the log, and counted once', async () => {
  const place = placeIn(await scope.folder());
  const log = await openFreshLog(place);
  const pace = await appendFor(log, makeEvents(10), { callers: 3, durationMs: 50 });
  const { lastSeq } = log;
  await log.close();
  const verdict = await verifyLog({ dir: place.dir, keyRing: loadKeyRing(place.keyRing) });
  expect(verdict).toMatchObject({ value: 'intact', verifiedCount: lastSeq });
  expect(bytesOf(segmentFiles(place.dir))).toBeGreaterThan(lastSeq * PAYLOAD_BYTES * 0.9);
  expect(pace.perSecond).toBeGreaterThan(0);
  expect(pace.cpuUsPerEvent).toBeGreaterThan(0);
});

test('a growing file holds all that was written, in order', async () => {
  const folder = await scope.folder();
  const file = new BareFile({ folder, preallocatedBytes: 0 });
  for (const text of ['one', 'two', 'three']) file.append(Buffer.from(text));
  file.close();
  expect(readFileSync(path.join(folder, 'bare'), 'utf8')).toBe('onetwothree');
});

test('a preallocated file keeps its length, and is written again from its beginning', async () => {
  const folder = await scope.folder();
  const preallocatedBytes = 1 << 20;
  const file = new BareFile({ folder, preallocatedBytes });
  const batch = { bytes: Buffer.alloc(300_000, 'x'), events: 1000 };
  for (const letter of 'abcd') file.append(Buffer.alloc(300_000, letter));
  const pace = writeFor(file, batch, 1);
  file.close();
  const { size } = statSync(path.join(folder, 'bare'));
  expect(size).toBe(preallocatedBytes);
  expect(pace.perSecond).toBeGreaterThan(0);
});

test('SQLite counts what it holds, and keeps its table in the folder', async () => {
  const folder = await scope.folder();
  if (!(await hasSqlite())) return expect(existsSync(path.join(folder, 'events.db'))).toBe(false);
  const pace = await appendToSqlite(folder, { batchEvents: 10, durationMs: 50 });
  expect(pace.perSecond).toBeGreaterThan(0);
  expect(pace.cpuUsPerEvent).toBeGreaterThan(0);
  expect(statSync(path.join(folder, 'events.db')).size).toBeGreaterThan(10 * PAYLOAD_BYTES);
});
