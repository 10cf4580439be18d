import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import { resultSchema, RUN_FILES } from '@lighthouse/contract';
import { createScope, runCli, startCli, toolBin } from '@lighthouse/testkit';
import { runHere } from './run-here.ts';

const LH_RUN = toolBin('lh-run');
const BRIDGE = path.join(path.dirname(LH_RUN), '../dist/companions/lh-bridge.mjs');

const scope = createScope(afterEach);
/** Of the bridge that all runs share. */
const shared = createScope(afterAll);

const SCENARIO = `name: brief
agents:
  - { role: builder, count: 2, rate: 10/s, arrival: constant }
load: { ramp: 100ms, hold: 500ms }
`;

let startedBridge: ReturnType<typeof startBridge> | undefined;

/** A bridge that the runs do not own: the same for all of them. */
function runningBridge(): ReturnType<typeof startBridge> {
  return (startedBridge ??= startBridge());
}

async function startBridge() {
  const cwd = await shared.folder();
  const init = await runCli(BRIDGE, ['init'], { cwd });
  expect(init.code).toBe(0);
  const bridge = startCli(shared, BRIDGE, ['serve', '--port', '0', '--json'], { cwd });
  const [line] = await bridge.waitForLine(/bridge-ready/, 20_000);
  const { url } = JSON.parse(line.length > 20 ? line : (bridge.stdout().split('\n')[0] ?? '')) as {
    url: string;
  };
  const [key] = readdirSync(path.join(cwd, 'keys')).filter((name) => name.endsWith('.json'));
  return {
    url,
    log: path.join(cwd, 'data/log'),
    key: path.join(cwd, 'keys', key ?? ''),
    token: path.join(cwd, 'keys/enrol-token'),
  };
}

async function run(args: readonly string[]) {
  const cwd = await scope.folder();
  const scenario = path.join(cwd, 'brief.yaml');
  writeFileSync(scenario, SCENARIO);
  const out = path.join(cwd, 'run');
  const end = await runHere([scenario, '--out', out, '--no-report', '-q', ...args], { cwd });
  const file = path.join(out, RUN_FILES.result);
  const result = existsSync(file)
    ? resultSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
    : undefined;
  return { ...end, result, out };
}

test('a running bridge whose log and key are named is audited, run after run', async () => {
  const { url, log, key, token } = await runningBridge();
  const args = ['--target', url, '--enrol-token-file', token, '--log', log, '--key', key];
  for (let time = 0; time < 2; time++) {
    const { code, result } = await run(args);
    expect(result?.verdict).toMatchObject({ value: 'good' });
    expect(code).toBe(0);
    expect(result?.target).toMatchObject({ embedded: false, url, name: 'lh-bridge' });
    expect(result?.audit).toMatchObject({ status: 'done', lost: { count: 0 } });
  }
});

test('shards of real processes are merged to the run that they are', async () => {
  const { url, log, key, token } = await runningBridge();
  const cwd = await scope.folder();
  writeFileSync(path.join(cwd, 'brief.yaml'), SCENARIO);
  const target = ['--target', url, '--enrol-token-file', token, '--log', log, '--key', key];
  const shards = ['1/2', '2/2'].map((shard) => {
    const out = ['--out', `shard-${shard[0]}`, '--no-report', '-q'];
    return runCli(LH_RUN, ['brief.yaml', '--shard', shard, ...out, ...target], { cwd });
  });
  const ends = await Promise.all(shards);
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  const merge = ['merge', 'shard-1', 'shard-2', '--out', 'merged', '--json'];
  const merged = await runCli(toolBin('lh-report'), merge, { cwd });
  expect([merged.code, merged.stderr]).toEqual([0, expect.any(String)]);
  const read = (name: string) =>
    resultSchema.parse(JSON.parse(readFileSync(path.join(cwd, name, RUN_FILES.result), 'utf8')));
  const [one, two, whole] = [read('shard-1'), read('shard-2'), read('merged')];
  expect([one.agents.planned, two.agents.planned, whole.agents.planned]).toEqual([1, 1, 2]);
  expect(whole.counts.intended).toBe(one.counts.intended + two.counts.intended);
  expect(whole.verdict.value).toBe('good');
});

test('a log that cannot be read is never called good', async () => {
  const { url, token } = await runningBridge();
  const { code, result } = await run(['--target', url, '--enrol-token-file', token]);
  expect(code).toBe(2);
  expect(result?.verdict.value).toBe('unknown');
  expect(result?.audit).toMatchObject({ status: 'skipped' });
});

test('a wrong enrolment token lets nobody join, which ends the run at once', async () => {
  const { url } = await runningBridge();
  const wrong = path.join(await scope.folder(), 'token');
  writeFileSync(wrong, `${'x'.repeat(43)}\n`);
  const { code, stderr } = await run(['--target', url, '--enrol-token-file', wrong]);
  expect(code).toBe(69);
  expect(stderr).toContain('no agent could join the target');
});

test('a target that does not answer has its own exit code, and leaves no folder', async () => {
  const token = path.join(await scope.folder(), 'token');
  writeFileSync(token, `${'x'.repeat(43)}\n`);
  const target = ['--target', 'http://127.0.0.1:9', '--enrol-token-file', token];
  const { code, stderr, out } = await run(target);
  expect(code).toBe(69);
  expect(stderr).toContain('LH_UNREACHABLE');
  expect(existsSync(out)).toBe(false);
});
