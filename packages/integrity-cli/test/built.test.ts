import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { findingLineSchema, verifyAnswerSchema } from '@lighthouse/contract/verify-answer';
import { createScope, runCli, startCli, toolBin } from '@lighthouse/testkit';
import { runHere } from './run-here.ts';
import { copyVector } from './vector.ts';
import { writeLog } from './written-log.ts';

const scope = createScope(afterEach);
const bin = toolBin('lh-verify');
const SEGMENT = '00000000000000000001.lhseg';

/** Everything about a folder that a tool could change. */
function traceOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const { mode, size, mtimeMs, ctimeMs } = statSync(path.join(folder, name));
      return [name, mode, size, mtimeMs, ctimeMs].join(' ');
    });
}

function breakByte(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

test('a log as it was written is intact, and is left as it was', async () => {
  const { log, key } = await writeLog(scope, { events: 100, segmentBytes: 4096, perAppend: 3 });
  const before = traceOf(log);
  // A slow machine would tell how far it is.
  const { code, stdout, stderr } = await runCli(bin, [log, '--key', key, '--quiet']);
  expect(stdout).toMatch(/^intact: nothing is wrong with /);
  expect(stdout).toMatch(/verified {2}100 events in \d+ segments, up to event 100\n/);
  expect([code, stderr]).toEqual([0, '']);
  expect(traceOf(log)).toEqual(before);
});

test('one broken byte is named with its event, its place and who wrote it', async () => {
  const { log, key } = await writeLog(scope, { events: 100 });
  breakByte(path.join(log, SEGMENT), 5000);
  const before = traceOf(log);
  const { code, stdout } = await runCli(bin, [log, '--key', key]);
  expect(code).toBe(1);
  expect(stdout).toMatch(/^TAMPERED: 1 finding in /);
  const [, start = '', end = ''] = /from offset (\d+) to (\d+)/.exec(stdout) ?? [];
  expect(Number(start)).toBeLessThanOrEqual(5000);
  expect(Number(end)).toBeGreaterThan(5000);
  const [, seq = ''] = /high CORRUPT {2}event (\d+)\n/.exec(stdout) ?? [];
  const agent = Number(seq) % 2 === 1 ? 'ada' : 'bo';
  expect(stdout).toContain(
    `it says  event ${seq} task.noted in stream tasks-${agent} by agent ${agent} at 20`,
  );
  expect(stdout).toMatch(new RegExp(`\\n +${Number(seq) - 1} +20.*task.noted .*\\n +> +CORRUPT`));
  expect(stdout).toMatch(new RegExp(`\\n +${Number(seq) + 1} +20.*task.noted`));
  expect(traceOf(log)).toEqual(before);
});

test("a run's folder brings its key along, and LH_KEY stands in for --key", async () => {
  const { run, log, key } = await writeLog(scope, { events: 5 });
  expect((await runHere([run])).code).toBe(0);
  expect((await runCli(bin, [log], { env: { LH_KEY: key } })).code).toBe(0);
  expect((await runHere(['.'], { cwd: run })).code).toBe(0);
});

test('--json is one object of the published schema, whatever the verdict', async () => {
  for (const name of ['two-segments', 'swapped-frames', 'torn-append']) {
    const { folder, expected } = await copyVector(scope, name);
    const { stdout, stderr } = await runHere([folder, '--json']);
    const answer = verifyAnswerSchema.parse(JSON.parse(stdout));
    expect(answer.verdict).toBe(expected.verdict);
    expect(answer.log.id).toBe(expected.logId);
    expect(answer.store).toEqual({ kind: 'run', path: folder });
    expect(stderr).toBe('');
  }
});

test('--ndjson is a finding a line, and nothing else', async () => {
  const { folder, expected } = await copyVector(scope, 'truncated');
  const { code, stdout } = await runHere([folder, '--ndjson']);
  const lines = stdout
    .trimEnd()
    .split('\n')
    .map((line) => findingLineSchema.parse(JSON.parse(line)));
  expect(lines.map((line) => line.code)).toEqual(expected.findings.map((finding) => finding.code));
  expect(code).toBe(1);
  const intact = await copyVector(scope, 'two-segments');
  expect(await runHere([intact.folder, '--ndjson'])).toMatchObject({ code: 0, stdout: '' });
  expect((await runHere([folder, '--ndjson', '--json'])).code).toBe(64);
});

test('--sarif writes the findings for CI, beside the answer and not into the log', async () => {
  const { folder, log } = await copyVector(scope, 'flipped-bit');
  const file = path.join(folder, 'found.sarif');
  const { code, stdout } = await runHere(['.', '--sarif', 'found.sarif'], { cwd: folder });
  expect(code).toBe(1);
  expect(stdout).toContain('TAMPERED');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({
    runs: [{ results: [{ ruleId: 'CORRUPT' }], invocations: [{ exitCode: 1 }] }],
  });
  const refused = await runHere([folder, '--sarif', path.join(log, 'found.sarif')]);
  expect(refused).toMatchObject({ code: 64, stdout: '' });
  expect(existsSync(path.join(log, 'found.sarif'))).toBe(false);
});

test('a selection changes what is shown, never the verdict', async () => {
  const { run, log } = await writeLog(scope, { events: 60, perAppend: 1 });
  for (const offset of [2000, 8000, 14_000]) breakByte(path.join(log, SEGMENT), offset);
  const all = verifyAnswerSchema.parse(JSON.parse((await runHere([run, '--json'])).stdout));
  expect(all.findingCount).toBe(3);
  const [, second] = all.findings;
  const [seq = 0] = second?.seqs ?? [];
  const stream = second?.says[0]?.stream ?? '';
  for (const [flags, shown] of [
    [['--max', '1'], all.findings.slice(0, 1)],
    [['--from', `${seq}`, '--to', `${seq}`], [second]],
    [['--from', '1000'], []],
    [['--stream', stream], all.findings.filter(({ says }) => says[0]?.stream === stream)],
  ] as const) {
    const { code, stdout } = await runHere([run, '--json', ...flags]);
    const answer = verifyAnswerSchema.parse(JSON.parse(stdout));
    expect([code, answer.verdict, answer.findingCount]).toEqual([1, 'tampered', 3]);
    expect(answer.findings).toEqual(shown);
  }
  const { stdout } = await runHere([run, '--from', '1000']);
  expect(stdout).toContain('3 more findings not shown (asked for: from event 1,000, at most 20)');
});

test('an older copy of a log is intact, until somebody shows a receipt', async () => {
  const { run, log, key, receipts } = await writeLog(scope, { events: 30, perAppend: 10 });
  const [first, , last] = receipts;
  const kept = path.join(run, 'kept.jsonl');
  writeFileSync(kept, `${JSON.stringify(first)}\n${JSON.stringify(last)}\n`);
  const whole = await runHere([run, '--receipts', kept]);
  expect(whole.code).toBe(0);
  expect(whole.stdout).toContain('against   2 receipts\n');

  const younger = await writeLog(scope, { events: 10 });
  const other = await runHere([younger.run, '--receipts', kept]);
  expect(other.code).toBe(1);
  expect(other.stdout).toContain('FORK');

  const beyond = `${(last?.seq ?? 0) + 7}:${last?.mac}`;
  const rolledBack = await runHere([log, '--key', key, '--receipt', beyond]);
  expect(rolledBack.code).toBe(1);
  expect(rolledBack.stdout).toContain('critical ROLLBACK  events 31 to 37\n');
});

test('what stands in a log reaches a terminal as text', async () => {
  const { folder, log } = await copyVector(scope, 'minimal');
  const evil = '\u001b]0;gotcha\u0007\u009b2J';
  writeFileSync(path.join(log, `${evil}.lhseg`), 'x');
  for (const flags of [[], ['--json'], ['--ndjson']]) {
    const { stdout } = await runHere([folder, ...flags], { env: { FORCE_COLOR: '0' } });
    expect(stdout).toContain('gotcha');
    // eslint-disable-next-line no-control-regex
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  }
});

test('colour only where it is wanted', async () => {
  const { folder } = await copyVector(scope, 'minimal');
  const coloured = await runHere([folder], { env: { FORCE_COLOR: '1' } });
  expect(coloured.stdout).toContain('\u001b[32mintact\u001b[39m');
});

test('Ctrl-C ends it at once, in the middle of a gigabyte', async () => {
  const { folder, log } = await copyVector(scope, 'minimal');
  truncateSync(path.join(log, SEGMENT), 4 * 2 ** 30);
  const cli = startCli(scope, bin, [folder]);
  await cli.waitForLine(/verifying \d+ % of 4 GiB/);
  cli.kill('SIGINT');
  expect(await cli.end).toEqual({ code: 130, signal: null });
  expect(cli.stdout()).toBe('');
  expect(cli.stderr()).toContain('LH_INTERRUPTED');
});

test('the help shows every flag, and an unknown one is refused', async () => {
  const { stdout } = await runHere(['--help']);
  for (const flag of [
    'key',
    'max',
    'from',
    'to',
    'stream',
    'receipt',
    'receipts',
    'ndjson',
    'sarif',
  ])
    expect(stdout).toContain(`--${flag}`);
  expect((await runHere(['x', '--keys', 'y'])).code).toBe(64);
  expect((await runHere([])).code).toBe(64);
});
