import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OrderCheck } from './order.ts';
import type { OrderRow } from './rows.ts';

const row = fc.record({
  sentUs: fc.nat(40),
  lastsUs: fc.oneof(fc.nat(10), fc.constant(Number.POSITIVE_INFINITY)),
  clock: fc.nat(1),
});
const rows = fc.array(row, { maxLength: 30 }).map((list) =>
  list.map(({ sentUs, lastsUs, clock }, seq): OrderRow => {
    return { seq, sentUs, answeredUs: sentUs + lastsUs, agent: seq, number: 1, clock };
  }),
);

function late(all: readonly OrderRow[], rangeLength: number): number[] {
  const found: number[] = [];
  const check = new OrderCheck(({ seq }) => found.push(seq));
  for (let at = 0; at < all.length; at += rangeLength) {
    check.check(all.slice(at, at + rangeLength).toReversed());
  }
  return found;
}

test('exactly the operations are late that stand behind one that was sent after their answer', () => {
  fc.assert(
    fc.property(rows, fc.integer({ min: 1, max: 30 }), (all, rangeLength) => {
      const expected = all.filter((one) =>
        all.some(
          (other) =>
            other.clock === one.clock && other.seq < one.seq && one.answeredUs < other.sentUs,
        ),
      );
      expect(late(all, rangeLength)).toEqual(expected.map(({ seq }) => seq));
    }),
  );
});

test('what was sent and answered in the same microsecond is not judged', () => {
  const one = { seq: 1, sentUs: 10, answeredUs: 20, agent: 0, number: 1, clock: 0 };
  const other = { seq: 2, sentUs: 5, answeredUs: 10, agent: 0, number: 2, clock: 0 };
  expect(late([one, other], 2)).toEqual([]);
});
