import { appendFileSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { historyFile, readHistory } from './history-reader.ts';
import { HistoryWriter } from './history-writer.ts';
import { hasKey, RECORD_BYTES } from './record-codec.ts';
import type { HistoryRecord } from './record.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'lighthouse-test-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const keyOf = (agent: number, number: number) => `builder-${agent}-${number}`;
const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const timeUs = fc.double({ min: 0, max: 2 ** 53, noNaN: true, noDefaultInfinity: true });
const base64 = (bytes: number) =>
  fc.oneof(
    fc.constant(''),
    fc
      .uint8Array({ minLength: bytes, maxLength: bytes })
      .map((value) => Buffer.from(value).toString('base64')),
  );
const records: fc.Arbitrary<HistoryRecord> = fc
  .record({
    agent: u32,
    number: u32,
    kind: fc.constantFrom('enrol', 'session', 'command', 'review', 'event'),
    intendedUs: timeUs,
    sentUs: timeUs,
    answeredUs: timeUs,
    clock: fc.integer({ min: 0, max: 255 }),
    outcome: fc.constantFrom('ok', 'fail', 'info'),
    status: fc.integer({ min: 0, max: 999 }),
    decision: fc.constantFrom('', 'allowed', 'denied', 'escalated'),
    receiptSeq: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    receiptMac: base64(15),
    digest: base64(12),
  })
  .chain((record) => fc.constantFrom(record, { ...record, isLie: true }))
  .map((record) => ({
    ...record,
    key: hasKey(record.kind) ? keyOf(record.agent, record.number) : '',
  }));

test('what was written is read', async () => {
  let worker = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(records), async (written) => {
      const own = mkdtempSync(path.join(dir, 'run-'));
      const writer = new HistoryWriter(historyFile(own, worker++));
      for (const record of written) writer.append(record);
      await writer.close();
      expect([...readHistory(own, keyOf)]).toEqual(written);
    }),
    { numRuns: 50 },
  );
});

test('many records fill many blocks, and none is lost or moved', async () => {
  const [sample] = fc.sample(records, { seed: 1, numRuns: 1 });
  if (sample === undefined) throw new Error('no sample');
  const file = historyFile(dir, 0);
  const writer = new HistoryWriter(file);
  const count = 25_000;
  for (let number = 0; number < count; number++)
    writer.append({ ...sample, kind: 'session', key: '', number });
  await writer.close();
  expect(statSync(file).size).toBe(count * RECORD_BYTES);
  const numbers = Array.from(readHistory(dir, keyOf), (record) => record.number);
  expect(numbers).toEqual(Array.from({ length: count }, (_, i) => i));
});

test('a record that a killed run left half written is ignored', async () => {
  const [sample] = fc.sample(records, { seed: 2, numRuns: 1 });
  const writer = new HistoryWriter(historyFile(dir, 0));
  if (sample !== undefined) writer.append(sample);
  await writer.close();
  appendFileSync(historyFile(dir, 0), Buffer.alloc(RECORD_BYTES - 1, 1));
  expect([...readHistory(dir, keyOf)]).toEqual([sample]);
});

test('a history that is none is refused', async () => {
  appendFileSync(historyFile(dir, 0), Buffer.alloc(RECORD_BYTES));
  expect(() => [...readHistory(dir, keyOf)]).toThrow(
    expect.objectContaining({ code: 'LH_NOT_A_RUN' }),
  );
});

test('a history is never written over', () => {
  appendFileSync(historyFile(dir, 0), '');
  expect(() => new HistoryWriter(historyFile(dir, 0))).toThrow(
    expect.objectContaining({ code: 'LH_IO' }),
  );
});
