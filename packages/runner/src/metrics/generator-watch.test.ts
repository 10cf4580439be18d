import { expect, test } from '@jest/globals';
import { Trend } from '@lighthouse/verdict';
import { GeneratorWatch } from './generator-watch.ts';

/** A watch after ten seconds of one thread. */
function watchOf(options: { loopDelayMs: number; busyShare: number }): GeneratorWatch {
  const watch = new GeneratorWatch();
  for (let second = 0; second < 10; second++) {
    const loopDelay = new Trend('narrow');
    for (let sample = 0; sample < 125; sample++) loopDelay.record(options.loopDelayMs * 1000);
    watch.add({
      worker: 0,
      second,
      slices: [],
      agents: 1,
      inFlight: 0,
      loopDelay: loopDelay.take(),
      busyShare: options.busyShare,
    });
  }
  return watch;
}

const lateness = (sendDelayMs: number | null, latencyMs: number | null) => ({
  sendDelay: { msP99: sendDelayMs, msMax: sendDelayMs },
  latency: { msP99: latencyMs, msMax: latencyMs },
});

const IDLE = { loopDelayMs: 1, busyShare: 0.2 };
const BUSY = { loopDelayMs: 1, busyShare: 0.95 };
const STALLED = { loopDelayMs: 25, busyShare: 0.2 };

test.each([
  ['sent in time, idle', IDLE, 1, 20, false],
  ['sent in time, busy', BUSY, 1, 20, false],
  ['sent late, idle: the target took no connection', IDLE, 50, 200, false],
  ['sent late, busy', BUSY, 50, 200, true],
  ['sent late, event loop stalled', STALLED, 50, 200, true],
  ['a little late, but by much of a short latency', BUSY, 5, 20, true],
  ['a little late, by little of a long latency', BUSY, 5, 200, false],
  ['late by no more than the grain of timers', STALLED, 1.9, 2, false],
])('%s: limited is %p', (_what, state, sendDelayMsP99, latencyMsP99, isLimited) => {
  const late = lateness(sendDelayMsP99, latencyMsP99);
  const { limited, reasons } = watchOf(state).judge(late);
  expect(limited).toBe(isLimited);
  expect(reasons.length > 0).toBe(isLimited);
});

test('of too few operations for a percentile the latest counts', () => {
  const few = (msMax: number | null) => ({
    sendDelay: { msP99: null, msMax },
    latency: { msP99: null, msMax: 200 },
  });
  const { limited, reasons, sendDelayP99 } = watchOf(STALLED).judge(few(40));
  expect(limited).toBe(true);
  expect(reasons[0]).toBe('operations were sent 40.0 ms late at most (limit 10 ms)');
  expect(sendDelayP99).toBeNull();
  expect(watchOf(IDLE).judge(few(40)).limited).toBe(false);
  expect(watchOf(STALLED).judge(few(5)).limited).toBe(false);
  expect(watchOf(STALLED).judge(few(null)).limited).toBe(false);
});

test('reasons say what was measured and what the limit is', () => {
  const { reasons } = watchOf(BUSY).judge(lateness(50, 200));
  expect(reasons).toEqual([
    'operations were sent 50.0 ms late at p99 (limit 10 ms)',
    'threads were busy for more than 90 % of the time in 100 % of their seconds (limit 10 %)',
  ]);
});

test('use is averaged over the samples that could be taken', () => {
  const watch = new GeneratorWatch();
  const target = { targetCpu: null, targetMemory: null };
  watch.sample({ generatorCpu: 0.5, generatorMemory: 100, ...target });
  watch.sample({ generatorCpu: null, generatorMemory: null, ...target });
  watch.sample({ generatorCpu: 1.5, generatorMemory: 50, ...target });
  const figures = watch.judge(lateness(null, null));
  expect(figures).toMatchObject({ cpuMean: 1, cpuMax: 1.5, memoryMax: 100 });
  expect(watch.targetUse()).toEqual({ cpuMean: null, cpuMax: null, memoryMax: null });
});
