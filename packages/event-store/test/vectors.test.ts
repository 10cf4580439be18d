import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parseKeyRing } from '../src/keys/key-ring.ts';
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
});
