import { expect, test } from '@jest/globals';
import { scenarioSchema } from '@lighthouse/contract';
import { makePlan } from '../plan/make-plan.ts';
import { FaultBook } from './fault-book.ts';
import { FaultController } from './fault-controller.ts';
import type { Injection, Unavailable } from './injection.ts';

/** A time that goes on when everybody waits. */
class Time {
  nowMs = 0;
  readonly #timers = new Set<{ atMs: number; run: () => void }>();

  readonly later = (delayMs: number, run: () => void) => {
    const timer = { atMs: this.nowMs + delayMs, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  async runUntil(endMs: number): Promise<void> {
    for (;;) {
      for (let turn = 0; turn < 50; turn++) await Promise.resolve();
      const [next] = [...this.#timers].toSorted((a, b) => a.atMs - b.atMs);
      if (next === undefined || next.atMs > endMs) break;
      this.#timers.delete(next);
      this.nowMs = next.atMs;
      next.run();
    }
    this.nowMs = endMs;
  }
}

function controlled(open: (log: string[]) => Injection | Unavailable) {
  const scenario = scenarioSchema.parse({
    name: 'x',
    agents: [{ role: 'builder', count: 4 }],
    faults: [{ kind: 'pause', at: '2s', for: '1s' }],
  });
  const plan = makePlan(scenario);
  const time = new Time();
  const log: string[] = [];
  const book = new FaultBook(plan);
  const controller = new FaultController({
    faults: plan.faults ?? [],
    open: () => Promise.resolve(open(log)),
    book,
    nowMs: () => time.nowMs,
    wallMs: (atMs) => 1_000_000 + atMs,
    later: time.later,
    onMark: ({ kind, atMs }) => log.push(`${kind} ${atMs}`),
  });
  controller.begin(0);
  return { controller, time, log, book, result: () => book.results()[0] };
}

const noted = (log: string[], changed: Partial<Injection> = {}): Injection => ({
  probe: 'a probe',
  look: (stage) => Promise.resolve(`looked ${stage}`),
  inject: async () => void log.push('inject'),
  heal: async () => void log.push('heal'),
  whyUnseen: () => undefined,
  ...changed,
});

test('a fault is injected and healed in its time, and looked at before, during and after', async () => {
  const { time, log, result } = controlled((each) => noted(each));
  await time.runUntil(10_000);
  expect(log).toEqual(['begin 2000', 'inject', 'heal', 'end 3000']);
  expect(result()).toMatchObject({
    status: 'injected',
    startMs: 1_002_000,
    endMs: 1_003_000,
    probe: {
      what: 'a probe',
      before: 'looked before',
      during: 'looked during',
      after: 'looked after',
    },
  });
  expect(result()).not.toHaveProperty('reason');
});

test('what the probe did not see did not take effect', async () => {
  const { time, result } = controlled((log) => noted(log, { whyUnseen: () => 'nothing changed' }));
  await time.runUntil(10_000);
  expect(result()).toMatchObject({ status: 'failed', reason: 'nothing changed' });
});

test.each(['inject', 'look'] as const)('it is healed when its %s fails', async (step) => {
  const { time, log, result } = controlled((each) =>
    noted(each, {
      [step]: (stage?: string) =>
        stage === undefined || stage === 'during'
          ? Promise.reject(new Error('no way'))
          : Promise.resolve('looked'),
    }),
  );
  await time.runUntil(10_000);
  expect(log.slice(-2)).toEqual(['heal', 'end ' + (log.at(-1) ?? '').slice(4)]);
  expect(result()).toMatchObject({ status: 'failed', reason: 'no way' });
});

test('what cannot be injected is skipped with its reason', async () => {
  const { time, log, result } = controlled(() => ({ unavailable: 'not on this machine' }));
  await time.runUntil(10_000);
  expect(log).toEqual([]);
  expect(result()).toMatchObject({
    status: 'skipped',
    reason: 'not on this machine',
    startMs: null,
  });
});

test('an early end heals what is active at once, and leaves undone what is not due', async () => {
  const active = controlled((log) => noted(log));
  await active.time.runUntil(2500);
  await active.controller.healAll();
  expect(active.log).toEqual(['begin 2000', 'inject', 'heal', 'end 2500']);
  expect(active.result()).toMatchObject({ status: 'injected', endMs: 1_002_500 });

  const early = controlled((log) => noted(log));
  await early.time.runUntil(1000);
  await early.controller.healAll();
  expect(early.log).toEqual([]);
  expect(early.result()).toMatchObject({ status: 'skipped', startMs: null });
});
