import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createCrowd } from '../src/index.ts';
import type { Crowd, CrowdSpec, GroupSpec, Workload } from '../src/index.ts';
import type { StageSpec } from '../src/types.ts';

const SECOND = 1e6;
const RUNS = { seed: 7, numRuns: 60 };
const WORKLOAD: Workload = {
  ratePerSecond: 4,
  arrival: 'constant',
  mix: { safe: 1, risky: 0, complex: 0 },
  stepCount: 1,
  contentBytes: 0,
};

function crowdOf(counts: readonly number[], change: Partial<CrowdSpec> = {}): CrowdSpec {
  const steps = change.stages?.steps ?? [{ durationUs: 20 * SECOND, target: 0 }];
  let firstIndex = 0;
  const groups = counts.map((count): GroupSpec => {
    const group = { role: 'builder', behaviour: 'honest', firstIndex, count } as const;
    firstIndex += count;
    return { ...group, workload: WORKLOAD, review: null };
  });
  const endUs = steps.reduce((sum, { durationUs }) => sum + durationUs, 0);
  return { seed: 3, rampUs: 0, endUs, groups, ...change };
}

const staged = (of: 'agents' | 'rate', steps: readonly StageSpec[]) => ({ stages: { of, steps } });

/** Times of all operations, by index of the agent. */
function timesOf(spec: CrowdSpec, step: number): Map<number, number[]> {
  const times = new Map<number, number[]>();
  for (let first = 0; first < step; first++) {
    const crowd = createCrowd(spec, { first, step });
    for (let position = 0; position < crowd.size; position++)
      times.set(crowd.identity(position).index, drain(crowd, position));
  }
  return times;
}

/** Answers at once, so that who thinks goes on. */
function drain(crowd: Crowd, position: number): number[] {
  const times: number[] = [];
  for (let at = crowd.nextAtUs(position); at !== Infinity; at = crowd.nextAtUs(position)) {
    times.push(at);
    crowd.next(position);
    crowd.answered(position, at + 1000);
  }
  return times;
}

const presentAt = (crowd: Crowd, atUs: number) =>
  Array.from({ length: crowd.size }, (_, position) => crowd.presence(position, atUs).isPresent);

const count = (flags: readonly boolean[]) => flags.filter(Boolean).length;

describe('stages of agents', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 });
  const shares = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 1, maxLength: 5 });

  test('have exactly as many at work as they say at the end of each, of every group its share', () => {
    fc.assert(
      fc.property(counts, shares, (sizes, tenths) => {
        const whole = sizes.reduce((sum, size) => sum + size, 0);
        const steps = tenths.map((tenth) => ({
          durationUs: 10 * SECOND,
          target: Math.round((whole * tenth) / 10),
        }));
        const crowd = createCrowd(crowdOf(sizes, staged('agents', [...steps, steps.at(-1)!])));
        steps.forEach(({ target }, number) => {
          // The moment itself belongs to what comes next.
          const isUp = target >= (steps[number - 1]?.target ?? 0);
          const atUs = (number + 1) * 10 * SECOND - (isUp ? 0 : 1);
          const flags = presentAt(crowd, atUs - (isUp ? 1 : 0));
          expect(Math.abs(count(flags) - target)).toBeLessThanOrEqual(1);
          let first = 0;
          for (const size of sizes) {
            const share = count(flags.slice(first, first + size)) / size;
            expect(Math.abs(share - target / whole)).toBeLessThanOrEqual(1.5 / size + 1 / whole);
            first += size;
          }
        });
      }),
      RUNS,
    );
  });

  test('who is away intends nothing, and who is there intends at its rate', () => {
    const steps = [
      { durationUs: 10 * SECOND, target: 10 },
      { durationUs: 10 * SECOND, target: 10 },
      { durationUs: 0, target: 4 },
      { durationUs: 10 * SECOND, target: 4 },
      { durationUs: 10 * SECOND, target: 0 },
    ];
    const spec = crowdOf([10], staged('agents', steps));
    const crowd = createCrowd(spec);
    const times = timesOf(spec, 1);
    for (const [index, ats] of times)
      expect(ats.filter((at) => !crowd.presence(index, at).isPresent)).toEqual([]);
    // Agent seconds: 55 + 100 + 40 + 25, four a second, each agent off by at most one.
    const all = [...times.values()].flat().length;
    expect(Math.abs(all - 4 * 220)).toBeLessThanOrEqual(10);
  });

  test('an agent says until when it stays', () => {
    const steps = [
      { durationUs: 0, target: 2 },
      { durationUs: 5 * SECOND, target: 2 },
      { durationUs: 0, target: 1 },
      { durationUs: 5 * SECOND, target: 1 },
      { durationUs: 0, target: 2 },
      { durationUs: 5 * SECOND, target: 2 },
    ];
    const crowd = createCrowd(crowdOf([2], staged('agents', steps)));
    expect(crowd.presence(0, 0)).toEqual({ isPresent: true, untilUs: Infinity });
    expect(crowd.presence(1, 0)).toEqual({ isPresent: true, untilUs: 5 * SECOND });
    expect(crowd.presence(1, 7 * SECOND)).toEqual({ isPresent: false, untilUs: 10 * SECOND });
    expect(crowd.presence(1, 12 * SECOND)).toEqual({ isPresent: true, untilUs: Infinity });
  });

  test('who answers questions stays once it came', () => {
    const steps = [
      { durationUs: 10 * SECOND, target: 2 },
      { durationUs: 10 * SECOND, target: 0 },
    ];
    const [builders, experts] = crowdOf([1, 1], staged('agents', steps)).groups;
    const groups = [
      builders!,
      { ...experts!, workload: null, review: { approveShare: 1, delayMeanUs: 1 } },
    ];
    const crowd = createCrowd({ ...crowdOf([1, 1], staged('agents', steps)), groups });
    expect(crowd.presence(0, 20 * SECOND).isPresent).toBe(false);
    expect(crowd.presence(1, 20 * SECOND).isPresent).toBe(true);
  });
});

test('a rate of all together is what the stages say, for any arrival', () => {
  const targets = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 4 });
  const arrivals = fc.constantFrom('constant' as const, 'poisson' as const, 'bursty' as const);
  fc.assert(
    fc.property(targets, arrivals, (ends, arrival) => {
      const steps = ends.map((target) => ({ durationUs: 10 * SECOND, target }));
      const spec = crowdOf([8, 4], staged('rate', steps));
      const groups = spec.groups.map((group) => ({ ...group, workload: { ...WORKLOAD, arrival } }));
      const times = [...timesOf({ ...spec, groups }, 1).values()].flat();
      let before = 0;
      ends.forEach((target, number) => {
        const inStage = times.filter((at) => Math.floor(at / (10 * SECOND)) === number).length;
        const expected = 5 * (before + target);
        const spread = arrival === 'constant' ? 12 : 12 + 5 * Math.sqrt(expected * 9);
        expect(Math.abs(inStage - expected)).toBeLessThanOrEqual(spread);
        before = target;
      });
    }),
    RUNS,
  );
});

describe('iterations', () => {
  test('are as many as asked for in all, whatever the number of shards', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 300 }), (counts, iterations) => {
        const spec = crowdOf(counts, { iterations, endUs: 1e12 });
        const whole = timesOf(spec, 1);
        expect([...whole.values()].flat()).toHaveLength(iterations);
        for (const step of [2, 3, 7]) expect(timesOf(spec, step)).toEqual(whole);
      }),
      RUNS,
    );
  });

  test('of each agent end with it, and what had no time is left', () => {
    const [group] = crowdOf([3]).groups;
    const crowd = createCrowd({ ...crowdOf([3]), groups: [{ ...group!, iterations: 100 }] });
    // Four a second for twenty seconds.
    expect(drain(crowd, 0).length).toBe(80);
    expect(crowd.iterationsLeft(0)).toBe(20);
    const patient = { ...crowdOf([3]), endUs: 1e9, groups: [{ ...group!, iterations: 100 }] };
    expect(drain(createCrowd(patient), 1)).toHaveLength(100);
  });
});

describe('an agent that thinks', () => {
  const thinking = (arrival: Workload['arrival']): CrowdSpec => {
    const spec = crowdOf([2]);
    const workload = { ...WORKLOAD, ratePerSecond: 0, thinkUs: SECOND, arrival };
    return { ...spec, endUs: 1000 * SECOND, groups: [{ ...spec.groups[0]!, workload }] };
  };

  test('intends nothing before it is answered, and then after the time it thinks', () => {
    const crowd = createCrowd(thinking('constant'));
    const first = crowd.nextAtUs(0);
    expect(first).toBeLessThan(SECOND);
    crowd.next(0);
    expect(crowd.nextAtUs(0)).toBe(Infinity);
    expect(crowd.next(0)).toBeUndefined();
    crowd.answered(0, 5 * SECOND);
    expect(crowd.nextAtUs(0)).toBe(6 * SECOND);
  });

  test.each(['constant', 'poisson', 'bursty'] as const)(
    '%s thinks as long on average',
    (arrival) => {
      const times = drain(createCrowd(thinking(arrival)), 0);
      const meanUs = (times.at(-1)! - times[0]!) / (times.length - 1) - 1000;
      expect(Math.abs(meanUs / SECOND - 1)).toBeLessThan(0.3);
    },
  );

  test('that has left goes on when it comes back', () => {
    const steps = [
      { durationUs: 0, target: 1 },
      { durationUs: 5 * SECOND, target: 1 },
      { durationUs: 0, target: 0 },
      { durationUs: 5 * SECOND, target: 0 },
      { durationUs: 0, target: 1 },
      { durationUs: 5 * SECOND, target: 1 },
    ];
    const spec = thinking('constant');
    const group = { ...spec.groups[0]!, count: 1 };
    const crowd = createCrowd({ ...spec, groups: [group], ...staged('agents', steps) });
    crowd.next(0);
    crowd.answered(0, 4.5 * SECOND);
    expect(crowd.nextAtUs(0)).toBe(10 * SECOND);
  });
});

test('a group that comes later does nothing before', () => {
  const spec = crowdOf([2, 2], { rampUs: 4 * SECOND });
  const groups = spec.groups.map((group, number) => ({ ...group, startUs: number * 5 * SECOND }));
  const times = timesOf({ ...spec, groups }, 1);
  expect(Math.min(...times.get(2)!)).toBeGreaterThanOrEqual(7 * SECOND);
  expect(Math.min(...times.get(0)!)).toBeLessThan(SECOND);
});
