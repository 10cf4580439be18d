import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { resultSchema } from '@lighthouse/contract';
import { calibrationSchema } from '@lighthouse/contract/prediction';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';
import { runDoctor } from './run-doctor.ts';

const scope = createScope(afterEach);
/** Twenty seconds on a machine with nothing else to do. */
const LIMIT_MS = 150_000;

test(
  'what was measured is kept, predicts the next run, and stands in its result beside what happened',
  async () => {
    const cwd = await scope.folder();
    const args = ['--for', 'small', '--only', 'scenario'];
    const { answer, status } = await runDoctor(scope, args, { cwd, limitMs: LIMIT_MS });
    expect(status('tools.calibration')).toBe('pass');
    const kept = readFileSync(path.join(cwd, 'runs/calibration.json'), 'utf8');
    const { steady, full, memory } = calibrationSchema.parse(JSON.parse(kept));
    expect(full.operationsPerSecond).toBeGreaterThan(0);
    expect(steady.targetCpu).toBeGreaterThan(0);
    expect(memory.generatorBytes + memory.targetBytes).toBeGreaterThan(50 * 2 ** 20);
    expect(answer.capacity).toMatchObject({ status: 'measured' });
    expect(answer.scenario?.prediction?.highest.agents).toBeGreaterThan(10);

    const run = await runCli(toolBin('lh-run'), ['small', '--out', 'runs/one', '--no-report'], {
      cwd,
      timeoutMs: LIMIT_MS,
    });
    expect([0, 1, 2]).toContain(run.code);
    const text = readFileSync(path.join(cwd, 'runs/one/result.json'), 'utf8');
    const { prediction } = resultSchema.parse(JSON.parse(text));
    const figures = new Map(prediction?.figures.map((figure) => [figure.name, figure]));
    expect(figures.get('targetCpu')?.actual).toBeGreaterThan(0);
    // What follows from the scenario alone does not depend on who else uses this machine.
    for (const name of ['operationsPerSecond', 'logBytes'] as const) {
      const { predicted, actual } = figures.get(name) ?? { predicted: 0, actual: null };
      expect(Math.abs((actual ?? 0) / predicted - 1)).toBeLessThan(0.3);
    }
    const report = await runCli(toolBin('lh-report'), ['runs/one', '--markdown', '-'], { cwd });
    expect(report.stdout).toContain('Predicted and happened');
  },
  2 * LIMIT_MS,
);

test('what was not measured is not predicted, and how to measure it is said', async () => {
  const cwd = await scope.folder();
  const args = ['--for', 'large', '--no-calibrate', '--only', 'scenario'];
  const { answer, status, found, code } = await runDoctor(scope, args, { cwd });
  expect([status('scenario.bridge'), code]).toEqual(['skip', 0]);
  expect(found('scenario.bridge')).toBe('not measured: lh-doctor --calibrate');
  expect(answer.capacity.status).toBe('not-measured');
  expect(answer.scenario?.prediction).toBeUndefined();
});

test('a scenario that is not there is a missing input, with the one that was meant', async () => {
  const { code, stderr } = await runCli(toolBin('lh-doctor'), ['--for', 'smal'], {
    cwd: await scope.folder(),
  });
  expect(code).toBe(66);
  expect(stderr).toContain('did you mean the built-in scenario "small"?');
});
