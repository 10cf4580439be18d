import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';
import type { Result } from '@lighthouse/contract';
import { distributionOf, evenSamples } from './sample-distribution.ts';
import { sampleResult } from './sample-result.ts';

const scope = createScope(afterEach);
const BIN = toolBin('lh-report');

async function writeRun(folder: string, us: number): Promise<void> {
  const sample = sampleResult();
  const latency = distributionOf(evenSamples(us / 1000, us, us / 1000));
  const result: Result = { ...sample, total: { ...sample.total, latency } };
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'result.json'), JSON.stringify(result));
}

test('two runs are set against each other in a table that says what it rests on', async () => {
  const cwd = await scope.folder();
  await writeRun(path.join(cwd, 'before'), 2000);
  await writeRun(path.join(cwd, 'after'), 3000);
  const { code, stdout, stderr } = await runCli(BIN, ['compare', 'before', 'after'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^Figure +before \(1 run\) +after \(1 run\) +Change +Rests on$/m);
  expect(stdout).toMatch(/^latency p95 +1\.90 ms +2\.85 ms +\+50\.1% +99 % intervals apart$/m);
  expect(stdout).toMatch(/^errors +0% +0% +~ /m);
});

test('a gate fails on what is surely worse, with repetitions in folders', async () => {
  const cwd = await scope.folder();
  for (let i = 0; i < 4; i++) {
    await writeRun(path.join(cwd, 'main', `run-${i}`), 2000 + i);
    await writeRun(path.join(cwd, 'change', `run-${i}`), 2500 + i);
  }
  const gate = ['--fail-on-regression', '10%', '--json', '--markdown', 'out.md'];
  const worse = await runCli(BIN, ['compare', 'main', 'change', ...gate], { cwd });
  expect(worse.code).toBe(1);
  const answer = JSON.parse(worse.stdout) as Record<string, unknown>;
  expect(answer).toMatchObject({
    schema: 'lighthouse/comparison/1',
    comparisons: [{ base: { label: 'main', runs: 4 }, other: { label: 'change', runs: 4 } }],
    verdict: { value: 'bad' },
  });
  const same = await runCli(BIN, ['compare', 'main', 'main', ...gate], { cwd });
  expect(same.code).toBe(0);
});

test('one run alone, a folder without runs and a limit that is none are told plainly', async () => {
  const cwd = await scope.folder();
  await writeRun(path.join(cwd, 'a'), 2000);
  await mkdir(path.join(cwd, 'empty'));
  const alone = await runCli(BIN, ['compare', 'a'], { cwd });
  expect([alone.code, alone.stderr]).toEqual([64, expect.stringContaining('nothing to compare')]);
  const empty = await runCli(BIN, ['compare', 'a', 'empty'], { cwd });
  expect([empty.code, empty.stderr]).toEqual([66, expect.stringContaining('LH_NOT_A_RUN')]);
  const limit = await runCli(BIN, ['compare', 'a', 'a', '--fail-on-regression', 'ten'], { cwd });
  expect([limit.code, limit.stderr]).toEqual([64, expect.stringContaining('10%')]);
});
