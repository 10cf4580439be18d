import { expect, test } from '@jest/globals';
import { Trend } from '@lighthouse/verdict';
import { SliceInterval } from './interval.ts';
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

test('what rows are read off from is kept when it is asked for, closed rows and open ones', () => {
  const options = { startMs: 0, intervalMs: 1000, workers: 1 };
  const builder = new SeriesBuilder({ ...options, keepsRows: true });
  const slice = new SliceInterval({ op: 'command', role: 'builder', behaviour: 'honest' });
  for (let second = 0; second < 3; second++) {
    slice.intend();
    slice.end(0, { outcome: 'ok', sentUs: 40, endedUs: 500 + second, error: '', isTimed: true });
    const delta = slice.take();
    builder.add({ ...REPORT, worker: 0, second, slices: delta === undefined ? [] : [delta] });
  }
  builder.sample(4, useOf(0.5));
  const { latency, sendDelay, sendDelayMax } = builder.histograms();
  const recorded = latency.map((hdr) => {
    const trend = new Trend('wide');
    trend.addEncoded(hdr, { min: 0, max: 1 });
    return [...trend.recorded()];
  });
  expect(recorded).toEqual([[500, 1], [501, 1], [502, 1], [], []]);
  expect(sendDelay).toHaveLength(builder.series().ok.length);
  expect(sendDelayMax).toEqual([0.04, 0.04, 0.04, null, null]);
  expect(new SeriesBuilder(options).histograms().latency).toEqual([]);
});
