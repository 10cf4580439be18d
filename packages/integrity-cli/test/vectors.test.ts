import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { verifyAnswerSchema } from '@lighthouse/contract/verify-answer';
import { createScope } from '@lighthouse/testkit';
import { runAudit } from '../src/audit-command.ts';
import { examine } from '../src/examine.ts';
import { PLAIN } from '../src/render/styles.ts';
import { sarifSchema, violationsOf } from './published-schema.ts';
import { copyVector, readExpected, VECTORS } from './vector.ts';

const scope = createScope(afterEach);
const names = readdirSync(VECTORS, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  // A bare root, without the note that it is signed in, can't be given on the command line.
  .filter((name) => readExpected(name).given?.checkpoints === undefined);
const violationsOfAnswer = violationsOf('verify');
const violationsOfFinding = violationsOf('finding');
const violationsOfSarif = sarifSchema();
const EXIT_CODES = { intact: 0, tampered: 1, unknown: 2 };
/** Later than every event of the vectors. */
const NOW_MS = Date.UTC(2030, 0);

test.each(names)('of the golden vector %s it says what a reader must say', async (name) => {
  const { folder, log, key, expected } = await copyVector(scope, name);
  const sarif = path.join(folder, 'found.sarif');
  const { given = {} } = expected;
  const { receipts = [] } = given;
  // What a restored log gave out says so, for which the short form has no place.
  const restored = receipts.filter(({ incarnation }) => incarnation !== undefined);
  let stdout = '';
  const shell = {
    stdout: { write: (text: string) => void (stdout += text), colour: PLAIN },
    progress: { update: () => {}, end: () => {} },
    json: true,
    cwd: '/',
  };
  const code = await runAudit(
    {
      store: log,
      key,
      archive: undefined,
      closed: false,
      max: 100,
      from: undefined,
      to: undefined,
      stream: undefined,
      receipt: receipts
        .filter(({ incarnation }) => incarnation === undefined)
        .map(({ seq, mac }) => `${seq}:${mac}`),
      receipts: restored.length > 0 ? [await fileOf(restored, expected.logId)] : [],
      against: [],
      againstKey: [],
      jobs: 1,
      ndjson: false,
      sarif,
    },
    shell,
    {
      tool: { name: 'lh-verify', version: '0' },
      wallClockMs: () => (given.nowUs === undefined ? NOW_MS : given.nowUs / 1000),
      examine: async (assignment, onAdvance) => examine(assignment, { nowMs: () => 0, onAdvance }),
    },
  );
  expect(violationsOfAnswer(JSON.parse(stdout))).toBeUndefined();
  const answer = verifyAnswerSchema.parse(JSON.parse(stdout));
  for (const finding of answer.findings)
    expect(violationsOfFinding({ schema: 'lighthouse/finding/1', ...finding })).toBeUndefined();
  const found = answer.findings.map(({ code: finding, file, seqs }) => ({
    code: finding,
    ...(file !== undefined && { file }),
    ...(seqs !== undefined && { seqs }),
  }));
  expect({ code, verdict: answer.verdict, lastSeq: answer.log.lastSeq }).toEqual({
    code: EXIT_CODES[expected.verdict],
    verdict: expected.verdict,
    lastSeq: expected.lastSeq,
  });
  expect(sorted(found)).toEqual(sorted(expected.findings));
  const report = JSON.parse(readFileSync(sarif, 'utf8')) as SarifLog;
  expect(violationsOfSarif(report)).toBeUndefined();
  const ids = report.runs.flatMap(({ results }) => results.map(({ ruleId }) => ruleId));
  expect(ids.toSorted()).toEqual(expected.findings.map((finding) => finding.code).toSorted());
});

test('the schema of SARIF refuses what is none', () => {
  const driver = { name: 'x' };
  const result = { message: { text: 'x' }, level: 'error' };
  const logOf = (run: object) => ({ version: '2.1.0', runs: [run] });
  expect(violationsOfSarif(logOf({ tool: { driver }, results: [result] }))).toBeUndefined();
  for (const run of [
    { tool: {}, results: [] },
    { tool: { driver }, results: [{ ...result, level: 'fatal' }] },
    { tool: { driver }, results: [], invocations: [{}] },
    { tool: { driver: { ...driver, informationUri: 'no address' } } },
    { tool: { driver }, results: [{ ...result, severity: 'high' }] },
  ])
    expect(violationsOfSarif(logOf(run))).toBeDefined();
});

interface SarifLog {
  readonly runs: readonly { readonly results: readonly { readonly ruleId: string }[] }[];
}

async function fileOf(receipts: readonly object[], logId: string): Promise<string> {
  const file = path.join(await scope.folder(), 'receipts.jsonl');
  writeFileSync(file, receipts.map((each) => `${JSON.stringify({ logId, ...each })}\n`).join(''));
  return file;
}

function sorted(findings: readonly object[]): string[] {
  return findings.map((finding) => JSON.stringify(finding)).toSorted();
}
