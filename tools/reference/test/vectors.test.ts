import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { VECTORS, describeWithPython, runPython } from './python.ts';

interface Finding {
  readonly code: string;
  readonly file?: string;
  readonly seqs?: readonly [number, number];
}

interface Answer {
  readonly verdict: 'intact' | 'tampered' | 'unknown';
  readonly logId: string | null;
  readonly lastSeq: number;
  readonly events: readonly object[];
  readonly findings: readonly Finding[];
}

const scope = createScope(afterEach);
const names = readdirSync(VECTORS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describeWithPython(() => {
  describe('the reference reader says of the vector', () => {
    const answers = new Map<string, Answer>();
    beforeAll(() => {
      const { stdout, stderr } = runPython(['judge_vectors.py', VECTORS]);
      expect(stderr).toBe('');
      const answersByName = JSON.parse(stdout) as Record<string, Answer>;
      for (const [name, answer] of Object.entries(answersByName)) answers.set(name, answer);
    });

    test.each(names)('%s what is expected', (name) => {
      const answer = answers.get(name);
      expect(answer && answerOf(answer)).toEqual(answerOf(readExpected(name)));
    });
  });

  test('the vectors are what their writer writes, byte by byte', async () => {
    const folder = await scope.folder();
    expect(runPython(['write_vectors.py', folder]).status).toBe(0);
    expect(filesIn(folder)).toEqual(filesIn(VECTORS).filter((file) => file.includes(path.sep)));
    for (const file of filesIn(folder)) {
      const written = readFileSync(path.join(folder, file));
      expect({ file, same: written.equals(readFileSync(path.join(VECTORS, file))) }).toEqual({
        file,
        same: true,
      });
    }
  });

  test('the writer of the vectors leaves alone what is there', async () => {
    const folder = await scope.folder();
    expect(runPython(['write_vectors.py', folder, 'minimal']).stdout).toBe('minimal\n');
    expect(runPython(['write_vectors.py', folder, 'minimal']).stdout).toBe('');
  });
});

test('the vectors know every finding of the log itself', () => {
  const codes = names.flatMap((name) => readExpected(name).findings.map(({ code }) => code));
  expect([...new Set(codes)].toSorted()).toEqual(CODES.toSorted());
});

/** All of section 12 but what needs other logs, public keys, an interval or an index. */
const CODES = [
  'CORRUPT',
  'DAMAGED_TAIL',
  'DAMAGE_BELOW_DURABLE',
  'DUPLICATE',
  'FOREIGN_SEGMENT',
  'FORGED_AGENT',
  'FORK',
  'GAP',
  'HEAD_AHEAD',
  'HEAD_CORRUPT',
  'HEAD_MISSING',
  'KEY_EPOCH',
  'REORDER',
  'ROLE_VIOLATION',
  'ROLLBACK',
  'SEGMENT_HEADER_CORRUPT',
  'SEGMENT_HEADER_TAMPERED',
  'SEGMENT_MISSING',
  'SEGMENT_RENAMED',
  'SEGMENT_TRAILING_BYTES',
  'SEGMENT_TRUNCATED',
  'SPLIT_APPEND',
  'STREAM_GAP',
  'TAMPERED',
  'TIMESTAMP_BACKWARDS',
  'TIMESTAMP_EPOCH',
  'TIMESTAMP_FUTURE',
  'TORN_HEAD',
  'TORN_ROLL',
  'TORN_TAIL',
  'TRUNCATED',
  'TRUNCATED_HEAD',
  'UNKNOWN_KEY',
  'WRONG_KEY',
];

function readExpected(name: string): Answer {
  return JSON.parse(readFileSync(path.join(VECTORS, name, 'expected.json'), 'utf8')) as Answer;
}

/** What the vectors pin down: findings in any order, by code, file and seqs. */
function answerOf({ verdict, logId, lastSeq, events, findings }: Answer) {
  const found = findings.map(({ code, file = '', seqs = [] }) => `${code} ${file} ${seqs.join()}`);
  return { verdict, logId, lastSeq, events, findings: found.toSorted() };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .toSorted();
}
