import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { WaitingTasks } from './waiting-tasks.ts';
import type { Concern } from './waiting-tasks.ts';

const TASKS = Array.from({ length: 12 }, (_, index) => `task-${index}`);
const NEEDS = ['look', 'dig', 'fly'];
const AGENTS = ['ada', 'bob', 'cyd'];
const COUNT_MAX = 2;

const step = fc.oneof(
  fc.record({
    add: fc.constantFrom(...TASKS),
    need: fc.constantFrom(...NEEDS),
    parties: fc.subarray(AGENTS),
  }),
  fc.record({ take: fc.constantFrom(...TASKS) }),
  fc.record({ note: fc.constantFrom(...NEEDS), isMet: fc.boolean() }),
);

const manySteps = fc.array(step, { maxLength: 60, size: 'max' });

/** The simple version. */
class AllWaiting {
  readonly #tasks = new Map<string, Concern>();

  take(said: Said): void {
    if ('add' in said) {
      this.#tasks.delete(said.add);
      this.#tasks.set(said.add, said);
    } else if ('take' in said) this.#tasks.delete(said.take);
  }

  all(isMeant: (concern: Concern) => boolean = () => true): string[] {
    return [...this.#tasks].filter(([, concern]) => isMeant(concern)).map(([task]) => task);
  }
}

function tell(waiting: WaitingTasks, said: Said): void {
  if ('add' in said) waiting.add(said.add, said);
  else if ('take' in said) waiting.delete(said.take);
  else waiting.note(said.note, said.isMet);
}

type Said = typeof step extends fc.Arbitrary<infer T> ? T : never;

test('the tasks to give away are those whose need is met, whatever came first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const waiting = new WaitingTasks();
      const [reference, met] = [new AllWaiting(), new Set<string>()];
      for (const said of steps) {
        tell(waiting, said);
        reference.take(said);
        if ('note' in said && said.isMet) met.add(said.note);
        else if ('note' in said) met.delete(said.note);
        const ready = reference.all(({ need }) => met.has(need));
        expect([...waiting.ready()].toSorted()).toEqual(ready.toSorted());
        expect([...waiting.all()]).toEqual(reference.all());
        expect(waiting.count).toBe(reference.all().length);
      }
    }),
    { numRuns: 100 },
  );
});

test('the first that concern an agent are those found by going through all', () => {
  let cutShort = 0;
  fc.assert(
    fc.property(manySteps, fc.subarray(NEEDS), (steps, needs) => {
      const waiting = new WaitingTasks();
      const reference = new AllWaiting();
      for (const said of steps) {
        tell(waiting, said);
        reference.take(said);
        for (const party of AGENTS) {
          const isMeant = ({ need, parties }: Concern) =>
            needs.includes(need) || parties.includes(party);
          const all = reference.all(isMeant);
          if (all.length > COUNT_MAX) cutShort++;
          const first = waiting.concerning({ needs, party }, COUNT_MAX);
          expect(first).toEqual(all.slice(0, COUNT_MAX));
        }
      }
    }),
    { numRuns: 100, seed: 3 },
  );
  expect(cutShort).toBeGreaterThan(100);
});
