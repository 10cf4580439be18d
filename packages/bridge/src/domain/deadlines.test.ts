import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Deadlines } from './deadlines.ts';

const IDS = Array.from({ length: 200 }, (_, index) => `id-${index}`);

/** Looks at all there is, each time. */
class PlainDeadlines {
  readonly #dueMs = new Map<string, number>();

  get size(): number {
    return this.#dueMs.size;
  }

  add(id: string, dueMs: number): void {
    this.#dueMs.set(id, dueMs);
  }

  drop(id: string): void {
    this.#dueMs.delete(id);
  }

  due(nowMs: number): string[] {
    return [...this.#dueMs].filter(([, dueMs]) => dueMs <= nowMs).map(([id]) => id);
  }

  takeDue(nowMs: number): string[] {
    const due = this.due(nowMs);
    for (const id of due) this.#dueMs.delete(id);
    return due;
  }
}

const step = fc.oneof(
  fc.record({ set: fc.constantFrom(...IDS), dueMs: fc.oneof(fc.nat(1000), fc.constant(Infinity)) }),
  fc.record({ lookMs: fc.nat(1000), countMax: fc.nat(300) }),
  fc.record({ add: fc.constantFrom(...IDS), dueMs: fc.nat(1000) }),
  fc.record({ drop: fc.constantFrom(...IDS) }),
  fc.record({ nowMs: fc.nat(1000) }),
);

test('what is due is what one finds who looks at everything', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 400, size: 'max' }), (steps) => {
      const [fast, plain] = [new Deadlines(), new PlainDeadlines()];
      for (const said of steps) {
        if ('set' in said) {
          fast.set(said.set, said.dueMs);
          plain.drop(said.set);
          if (said.dueMs !== Infinity) plain.add(said.set, said.dueMs);
        }
        if ('lookMs' in said) {
          const [all, some] = [plain.due(said.lookMs), fast.due(said.lookMs, said.countMax)];
          expect(fast.due(said.lookMs).toSorted()).toEqual(all.toSorted());
          expect(some).toHaveLength(Math.min(all.length, said.countMax));
          expect(all).toEqual(expect.arrayContaining(some));
        }
        for (const deadlines of [fast, plain])
          if ('drop' in said) deadlines.drop(said.drop);
          else if ('add' in said) {
            deadlines.drop(said.add);
            deadlines.add(said.add, said.dueMs);
          }
        if ('nowMs' in said)
          expect(fast.takeDue(said.nowMs).toSorted()).toEqual(plain.takeDue(said.nowMs).toSorted());
        expect(fast.size).toBe(plain.size);
      }
      expect(fast.takeDue(1000).toSorted()).toEqual(plain.takeDue(1000).toSorted());
    }),
    { numRuns: 30 },
  );
});

test('the earliest comes first', () => {
  const deadlines = new Deadlines();
  for (const [index, id] of IDS.entries()) deadlines.add(id, (index * 37) % IDS.length);
  const order = deadlines.takeDue(IDS.length).map((id) => (IDS.indexOf(id) * 37) % IDS.length);
  expect(order).toEqual(IDS.map((_, index) => index));
});

test('what is due is found the earliest first, and stays until it is dropped', () => {
  const deadlines = new Deadlines();
  for (const [index, id] of IDS.entries()) deadlines.add(id, IDS.length - index);
  const [last = '', second = ''] = IDS.toReversed();
  expect(deadlines.due(2)).toEqual([last, second]);
  deadlines.drop(last);
  expect(deadlines.due(2)).toEqual([second]);
  expect(deadlines.size).toBe(IDS.length - 1);
});
