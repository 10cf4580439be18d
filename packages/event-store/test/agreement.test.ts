import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, workspaceRoot } from '@lighthouse/testkit';
import type { LogVerdict } from '../src/types.ts';
import { MUTATIONS, verifyMutated } from './mutations/campaign.ts';
import { Chance } from './mutations/chance.ts';
import { cleanLog } from './mutations/clean-logs.ts';
import { MutableLog } from './mutations/mutable-log.ts';
import { seedOr } from './seed.ts';

const LOGS = 400;
const firstSeed = seedOr(1);
const scope = createScope(afterEach);
const reference = path.join(workspaceRoot(), 'tools/reference');

interface Answer {
  readonly verdict: string;
  readonly lastSeq: number;
  readonly findings: readonly {
    readonly code: string;
    readonly file?: string;
    readonly seqs?: readonly number[];
  }[];
}

const isPythonMissing = spawnSync('python3', ['--version']).error !== undefined;
const agreement = `the reader in another language says the same of ${LOGS} logs, from seed ${firstSeed}`;

if (isPythonMissing && process.env['CI'] === undefined) {
  test('is skipped, because python3 is missing on this machine', () => undefined);
} else {
  test(
    agreement,
    async () => {
      const folder = await scope.folder();
      const ours = await tamperWithLogs(folder);
      const theirs = judgeByReference(folder);
      for (const [name, { mutation, answer }] of ours) {
        expect({ mutation, answer: essence(theirs[name]) }).toEqual({
          mutation,
          answer: essence(answer),
        });
      }
    },
    120_000,
  );
}

/** Writes logs in the layout of the vectors; gives what verifyLog says of each. */
async function tamperWithLogs(
  folder: string,
): Promise<Map<string, { mutation: string; answer: Answer }>> {
  const answers = new Map<string, { mutation: string; answer: Answer }>();
  for (let seed = firstSeed; answers.size < LOGS; seed++) {
    const clean = cleanLog(new Chance(seed));
    for (const mutation of MUTATIONS) {
      const log = new MutableLog(clean);
      const expected = mutation.apply(log, new Chance(Math.imul(seed, 0x9e37_79b9) ^ answers.size));
      // The reference knows no other logs.
      if (expected === undefined || expected.options !== undefined) continue;
      const name = `log-${answers.size}`;
      writeLog(path.join(folder, name), log);
      const verdict = await verifyMutated(log, expected);
      answers.set(name, { mutation: `${mutation.name}, seed ${seed}`, answer: answerOf(verdict) });
    }
  }
  return answers;
}

function writeLog(folder: string, { files, clean }: MutableLog): void {
  mkdirSync(path.join(folder, 'log'), { recursive: true });
  for (const [name, bytes] of files) writeFileSync(path.join(folder, 'log', name), bytes);
  const keys = clean.ring.keys.map(({ kid, state, master, created }) => {
    return { kid, state, master: master.export().toString('base64'), created };
  });
  const ring = JSON.stringify({ format: 'lighthouse-keyring/1', keys });
  writeFileSync(path.join(folder, 'keyring.json'), ring);
  writeFileSync(path.join(folder, 'expected.json'), '{}');
}

function judgeByReference(folder: string): Record<string, Answer> {
  const options = { cwd: reference, encoding: 'utf8', maxBuffer: 100_000_000 } as const;
  const run = spawnSync('python3', ['-B', '-S', 'judge_vectors.py', folder], options);
  expect(run.stderr).toBe('');
  return JSON.parse(run.stdout) as Record<string, Answer>;
}

function answerOf({ value, lastSeq, findings }: LogVerdict): Answer {
  return { verdict: value, lastSeq, findings };
}

function essence(answer: Answer | undefined): object | undefined {
  if (answer === undefined) return undefined;
  const { verdict, lastSeq } = answer;
  const findings = answer.findings.map(
    ({ code, file = '', seqs = [] }) => `${code} ${file} ${seqs.join('..')}`,
  );
  return { verdict, lastSeq, findings: findings.toSorted() };
}
