import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { TimeHeap } from './time-heap.ts';

const entries = fc.array(
  fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 0, max: 1000 })),
);

test('entries come out by time, and of equal times by number', () => {
  fc.assert(
    fc.property(entries, (pushed) => {
      const heap = new TimeHeap(1);
      for (const [atUs, id] of pushed) heap.push(atUs, id);
      const popped: [number, number][] = [];
      while (heap.size > 0) popped.push([heap.nextAtUs, heap.pop()]);
      expect(popped).toEqual(pushed.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
    }),
  );
});

test('an entry pushed between two pops finds its place', () => {
  const heap = new TimeHeap();
  heap.push(10, 1);
  heap.push(30, 3);
  expect(heap.pop()).toBe(1);
  heap.push(20, 2);
  expect([heap.pop(), heap.pop()]).toEqual([2, 3]);
  expect(heap.nextAtUs).toBe(Infinity);
});
