import { expect, test } from '@jest/globals';
import { SeriesBuilder, type UseSample } from './series-builder.ts';

const REPORT = { slices: [], agents: 1, inFlight: 0, loopDelay: undefined, busyShare: 0 };

function useOf(share: number): UseSample {
  return { generatorCpu: share, generatorMemory: 1, targetCpu: share, targetMemory: 2 };
}

test('what was used in a second is in its row, whether the threads reported it before or after', () => {
  const builder = new SeriesBuilder({ startMs: 0, intervalMs: 1000, workers: 1 });
  builder.add({ ...REPORT, worker: 0, second: 0 });
  builder.sample(0, useOf(0.25));
  builder.sample(1, useOf(0.5));
  builder.add({ ...REPORT, worker: 0, second: 1 });
  builder.add({ ...REPORT, worker: 0, second: 2 });
  const { generatorCpu, generatorMemory, targetCpu, targetMemory, ok } = builder.series();
  expect(generatorCpu).toEqual([0.25, 0.5, null]);
  expect(targetCpu).toEqual([0.25, 0.5, null]);
  expect([generatorMemory, targetMemory, ok]).toEqual([
    [1, 1, null],
    [2, 2, null],
    [0, 0, 0],
  ]);
});
