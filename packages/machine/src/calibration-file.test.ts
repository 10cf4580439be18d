import { expect, test } from '@jest/globals';
import type { Calibration } from '@lighthouse/contract/prediction';
import { readCalibration } from './calibration-file.ts';

const point = { operationsPerSecond: 1000, generatorCpu: 0.4, targetCpu: 0.7 };
const calibration: Calibration = {
  schema: 'lighthouse/calibration/1',
  tool: { name: 'lh-doctor', version: '1.2.3' },
  measuredAt: '2026-03-14T15:09:26.000Z',
  hostFingerprint: 'abc',
  effectiveCpus: 2,
  workers: 1,
  eventsPerOperation: 3,
  steady: point,
  full: { ...point, operationsPerSecond: 2800 },
  memory: {
    generatorBytes: 1,
    targetBytes: 2,
    generatorBytesPerAgent: 3,
    targetBytesPerAgent: 4,
  },
};
const identity = { hostFingerprint: 'abc', version: '1.2.3' };

function read(text: string | undefined, of = identity): Calibration | undefined {
  return readCalibration('/runs', of, (file) =>
    file === '/runs/calibration.json' ? text : undefined,
  );
}

test('a calibration of this machine and version is read', () => {
  expect(read(JSON.stringify(calibration))).toEqual(calibration);
});

test('one of another machine, of another version, broken or missing is none', () => {
  const text = JSON.stringify(calibration);
  expect(read(text, { ...identity, hostFingerprint: 'def' })).toBeUndefined();
  expect(read(text, { ...identity, version: '1.2.4' })).toBeUndefined();
  expect(read(text.slice(0, -2))).toBeUndefined();
  expect(read(text.replace('"workers":1', '"workers":0'))).toBeUndefined();
  expect(read(undefined)).toBeUndefined();
});
