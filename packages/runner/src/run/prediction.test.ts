import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import type { Calibration } from '@lighthouse/contract/prediction';
import { hostFingerprint } from '@lighthouse/machine';
import { BUILTIN_SCENARIOS, readScenario } from '@lighthouse/scenario-file';
import { createScope } from '@lighthouse/testkit';
import { predictRun } from './prediction.ts';

const scope = createScope(afterEach);
const scenario = readScenario(new TextEncoder().encode(BUILTIN_SCENARIOS['large']), 'large');
const calibration: Calibration = {
  schema: 'lighthouse/calibration/1',
  tool: { name: 'lh-doctor', version: '1.2.3' },
  measuredAt: '2026-03-14T15:09:26.000Z',
  hostFingerprint: hostFingerprint(),
  effectiveCpus: 2,
  workers: 1,
  eventsPerOperation: 3,
  steady: { operationsPerSecond: 1000, generatorCpu: 0.4, targetCpu: 0.7 },
  full: { operationsPerSecond: 2800, generatorCpu: 0.6, targetCpu: 1.05 },
  memory: {
    generatorBytes: 1e8,
    targetBytes: 1e8,
    generatorBytesPerAgent: 5e4,
    targetBytesPerAgent: 5e4,
  },
};

async function folderWith(measured: Calibration | undefined): Promise<string> {
  const runs = await scope.folder();
  if (measured !== undefined)
    writeFileSync(path.join(runs, 'calibration.json'), JSON.stringify(measured));
  mkdirSync(path.join(runs, 'this'));
  return path.join(runs, 'this');
}

test('what was measured of this machine predicts its runs', async () => {
  const folder = await folderWith(calibration);
  const prediction = predictRun({ scenario, folder, workers: 1 }, '1.2.3');
  expect(prediction?.calibratedAt).toBe(calibration.measuredAt);
  expect(prediction?.figures.every(({ actual }) => actual === null)).toBe(true);
  expect(prediction?.highest.agents).toBeGreaterThan(1000);
});

test('without a measurement of this machine and version there is no prediction', async () => {
  const other = { ...calibration, hostFingerprint: 'another' };
  for (const measured of [undefined, other]) {
    const folder = await folderWith(measured);
    expect(predictRun({ scenario, folder, workers: 1 }, '1.2.3')).toBeUndefined();
  }
  const folder = await folderWith(calibration);
  expect(predictRun({ scenario, folder, workers: 1 }, '1.2.4')).toBeUndefined();
});

test('of a bridge that runs elsewhere nothing is predicted', async () => {
  const elsewhere = { ...scenario, target: { bridge: 'http://bridge.example:8765' } };
  const run = { scenario: elsewhere, folder: await folderWith(calibration), workers: 1 };
  expect(predictRun(run, '1.2.3')).toBeUndefined();
});
