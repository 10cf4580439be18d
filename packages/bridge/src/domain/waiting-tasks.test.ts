import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { WaitingTasks } from './waiting-tasks.ts';

const TASKS = Array.from({ length: 12 }, (_, index) => `task-${index}`);
const NEEDS = ['look', 'dig', 'fly'];

const step = fc.oneof(
  fc.record({ add: fc.constantFrom(...TASKS), need: fc.constantFrom(...NEEDS) }),
  fc.record({ take: fc.constantFrom(...TASKS) }),
  fc.record({ note: fc.constantFrom(...NEEDS), isMet: fc.boolean() }),
);

test('the tasks to give away are those whose need is met, whatever came first', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const waiting = new WaitingTasks();
      const [needs, met] = [new Map<string, string>(), new Set<string>()];
      for (const said of steps) {
        if ('add' in said) {
          waiting.add(said.add, said.need);
          needs.delete(said.add);
          needs.set(said.add, said.need);
        } else if ('take' in said) {
          waiting.delete(said.take);
          needs.delete(said.take);
        } else {
          waiting.note(said.note, said.isMet);
          if (said.isMet) met.add(said.note);
          else met.delete(said.note);
        }
        const ready = [...needs].filter(([, need]) => met.has(need)).map(([task]) => task);
        expect([...waiting.ready()].toSorted()).toEqual(ready.toSorted());
        expect([...waiting.all()]).toEqual([...needs.keys()]);
        expect(waiting.count).toBe(needs.size);
      }
    }),
    { numRuns: 100 },
  );
});
