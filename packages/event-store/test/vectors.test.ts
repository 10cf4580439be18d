import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { hasErrorCode } from '@lighthouse/contract';
import { parseKeyRing } from '../src/keys/key-ring.ts';
import { readLog, type ReadableLog } from '../src/read.ts';
import type { StoredEvent } from '../src/types.ts';
import type { Anchor } from '../src/verify/anchors.ts';
import { verifyLog } from '../src/verify/verify-log.ts';

interface Expected {
  readonly why: string;
  readonly given?: {
    readonly nowUs?: number;
    readonly receipts?: readonly { seq: number; mac: string }[];
    readonly checkpoints?: readonly { size: number; rootHex: string }[];
  };
  readonly verdict: string;
  readonly logId: string;
  readonly lastSeq: number;
  readonly events: readonly Readonly<Record<string, unknown>>[];
  readonly findings: readonly { code: string; file?: string; seqs?: readonly number[] }[];
}

const vectors = path.resolve(import.meta.dirname, 'vectors');
/** A clock that is later than every frame. */
const LATER_US = 4_000_000_000_000_000;

const names = readdirSync(vectors, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

function readExpected(name: string): Expected {
  return JSON.parse(readFileSync(path.join(vectors, name, 'expected.json'), 'utf8')) as Expected;
}

function anchorsOf({ given, logId }: Expected): Anchor[] {
  const receipts = given?.receipts ?? [];
  const checkpoints = given?.checkpoints ?? [];
  return [
    ...receipts.map((receipt) => ({ kind: 'receipt' as const, logId, ...receipt })),
    ...checkpoints.map(({ size, rootHex }) => ({
      kind: 'checkpoint' as const,
      logId,
      size,
      root: rootHex,
    })),
  ];
}

/** What of a finding the vectors speak of, as text, so that lists can be compared in any order. */
function essence(findings: Expected['findings']): string[] {
  return findings
    .map(({ code, file, seqs }) => `${code} ${file ?? '-'} ${seqs?.join('..') ?? '-'}`)
    .toSorted();
}

/** What of an event the vectors speak of. */
function told({ seq, tsUs, type, stream, version, agent, key, payload, mac }: StoredEvent): object {
  const payloadHex = Buffer.from(payload).toString('hex');
  const named = { ...(agent !== undefined && { agent }), ...(key !== undefined && { key }) };
  return { seq, tsUs, type, stream, version, ...named, payloadHex, mac };
}

async function eventsOf(log: ReadableLog, backwards = false): Promise<object[]> {
  const events: object[] = [];
  try {
    for await (const event of readLog(log, { backwards })) events.push(told(event));
  } catch (error) {
    // What is under a key that is not there ends the reading; the events before it count.
    if (!hasErrorCode(error, 'LH_KEY_WRONG') && !hasErrorCode(error, 'LH_KEY_MISSING')) throw error;
  }
  return backwards ? events.toReversed() : events;
}

describe('golden vectors', () => {
  test.each(names)('%s is judged as the independent reader judges it', async (name) => {
    const expected = readExpected(name);
    const ring = readFileSync(path.join(vectors, name, 'keyring.json'), 'utf8');
    const verdict = await verifyLog({
      dir: path.join(vectors, name, 'log'),
      keyRing: parseKeyRing(ring),
      nowUs: expected.given?.nowUs ?? LATER_US,
      anchors: anchorsOf(expected),
    });
    const { value, logId, lastSeq } = verdict;
    expect({ value, logId, lastSeq, findings: essence(verdict.findings) }).toEqual({
      value: expected.verdict,
      logId: expected.logId,
      lastSeq: expected.lastSeq,
      findings: essence(expected.findings),
    });
  });

  test.each(names)('%s is read as the independent reader reads it', async (name) => {
    const ring = parseKeyRing(readFileSync(path.join(vectors, name, 'keyring.json'), 'utf8'));
    const log = { dir: path.join(vectors, name, 'log'), keyRing: ring };
    const { events } = readExpected(name);
    expect(await eventsOf(log)).toEqual(events);
  });
});
