import { expect, test } from '@jest/globals';
import { seedOr } from '@lighthouse/testkit';
import fc from 'fast-check';
import { searchCapacity, type SearchEnd, type SearchLimits, type StepOutcome } from './search.ts';

const LIMITS: SearchLimits = {
  start: 8,
  min: 1,
  max: 100_000,
  precision: 0.05,
  triesMax: 3,
  stepsMax: 200,
};
const RUNS = { seed: seedOr(42), numRuns: 300 };

type Oracle = (level: number, step: number) => StepOutcome | 'interrupted';

function run(oracle: Oracle, changes: Partial<SearchLimits> = {}) {
  const search = searchCapacity({ ...LIMITS, ...changes });
  const levels: number[] = [];
  for (let state = search.next(); ; state = search.next(oracle(state.value, levels.length))) {
    if (state.done === true) return { end: state.value, levels };
    levels.push(state.value);
  }
}

const upTo =
  (capacity: number): Oracle =>
  (level) =>
    level <= capacity ? 'held' : 'missed';

const isNarrow = ({ highestHeld: low, lowestNotHeld: high }: SearchEnd) =>
  high !== undefined && high - low <= Math.max(1, LIMITS.precision * low);

test('any capacity is found between the ends of a narrow interval, each tried twice', () => {
  const cases = fc.record({
    capacity: fc.integer({ min: 0, max: 90_000 }),
    start: fc.integer({ min: 1, max: 5000 }),
  });
  fc.assert(
    fc.property(cases, ({ capacity, start }) => {
      const { end, levels } = run(upTo(capacity), { start });
      expect(end).toMatchObject({ boundBy: 'target', stop: 'narrow' });
      expect(isNarrow(end)).toBe(true);
      expect(end.highestHeld).toBeLessThanOrEqual(capacity);
      expect(end.lowestNotHeld).toBeGreaterThan(capacity);
      expect(end.tries.get(end.lowestNotHeld ?? 0)).toMatchObject({ held: 0, missed: 2 });
      expect(levels.length).toBeLessThanOrEqual(40);
    }),
    RUNS,
  );
});

test('a target that is undecided near its limit is placed within that band', () => {
  const cases = fc.record({
    capacity: fc.integer({ min: 20, max: 50_000 }),
    band: fc.double({ min: 0, max: 0.2, noNaN: true }),
    coins: fc.infiniteStream(fc.boolean()),
  });
  fc.assert(
    fc.property(cases, ({ capacity, band, coins }) => {
      const [low, high] = [capacity * (1 - band), capacity * (1 + band)];
      const { end } = run((level) => {
        if (level <= low) return 'held';
        if (level > high) return 'missed';
        return coins.next().value === true ? 'held' : 'missed';
      });
      expect(end.stop).toBe('narrow');
      expect(end.highestHeld).toBeLessThanOrEqual(high);
      expect(end.lowestNotHeld).toBeGreaterThan(low);
      expect(isNarrow(end)).toBe(true);
    }),
    RUNS,
  );
});

test('one unlucky step anywhere does not change the answer by more than the precision', () => {
  const cases = fc.record({
    capacity: fc.integer({ min: 10, max: 50_000 }),
    unlucky: fc.integer({ min: 0, max: 30 }),
  });
  fc.assert(
    fc.property(cases, ({ capacity, unlucky }) => {
      const { end } = run((level, step) =>
        step === unlucky ? 'missed' : upTo(capacity)(level, step),
      );
      expect(end.highestHeld).toBeLessThanOrEqual(capacity);
      expect(end.lowestNotHeld).toBeGreaterThan(capacity);
    }),
    RUNS,
  );
});

test('whatever the target says, the search comes to an end and stays within its limits', () => {
  const outcomes = fc.infiniteStream(fc.constantFrom<StepOutcome>('held', 'missed', 'limited'));
  fc.assert(
    fc.property(outcomes, fc.integer({ min: 1, max: 60 }), (stream, stepsMax) => {
      const { end, levels } = run(() => stream.next().value, { stepsMax, max: 5000 });
      expect(levels.length).toBeLessThanOrEqual(stepsMax);
      expect(Math.min(...levels)).toBeGreaterThanOrEqual(1);
      expect(Math.max(...levels)).toBeLessThanOrEqual(5000);
      if (end.lowestNotHeld !== undefined) expect(end.highestHeld).toBeLessThan(end.lowestNotHeld);
    }),
    RUNS,
  );
});

test('a generator that gives out before the target does is named as the bound', () => {
  const { end } = run((level) => (level > 700 ? 'limited' : 'held'));
  expect(end).toMatchObject({ boundBy: 'generator', stop: 'narrow' });
  expect(end.highestHeld).toBeLessThanOrEqual(700);
});

test('a target that holds everything is tried at the end of the scale, twice', () => {
  const { end } = run(() => 'held', { max: 1000 });
  expect(end).toMatchObject({ highestHeld: 1000, boundBy: 'nothing', stop: 'max' });
  expect(end.lowestNotHeld).toBeUndefined();
  expect(end.tries.get(1000)?.held).toBe(2);
});

test('a target that holds nothing has a capacity of zero', () => {
  expect(run(() => 'missed').end).toMatchObject({ highestHeld: 0, lowestNotHeld: 1 });
});

test('nothing below the lowest level is tried', () => {
  const { end, levels } = run(() => 'missed', { min: 7, start: 100 });
  expect(Math.min(...levels)).toBe(7);
  expect(end).toMatchObject({ highestHeld: 0, lowestNotHeld: 7, stop: 'narrow' });
});

test('an interrupted search gives what it knows', () => {
  const { end } = run((level) => (level > 30 ? 'interrupted' : 'held'));
  expect(end).toMatchObject({ highestHeld: 16, stop: 'interrupted' });
});
