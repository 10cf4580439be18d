import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OPERATION_KINDS } from '@lighthouse/contract/operation-kinds';
import { ByteCollector } from './byte-collector.ts';
import { decodeAppends, decodeOperations, decodeOrder, RowEncoder } from './rows.ts';

const index = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const place = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const text = fc.string({ unit: 'grapheme', maxLength: 60 });
const decision = fc.constantFrom('' as const, 'allowed' as const, 'denied' as const);

const liesFlag = fc.constantFrom({}, { isLie: true });
const honestOperation = fc.record({
  agent: index,
  number: index,
  kind: fc.constantFrom(...OPERATION_KINDS),
  outcome: fc.constantFrom('ok' as const, 'fail' as const, 'info' as const),
  decision,
  clock: fc.nat(255),
  sentUs: fc.double({ noNaN: true }),
  answeredUs: fc.double({ noNaN: true }),
  receiptSeq: place,
  key: text,
  receiptMac: text,
  digest: text,
});
const operation = fc.tuple(honestOperation, liesFlag).map(([row, flag]) => ({ ...row, ...flag }));
const append = fc.record({
  agent: index,
  lastSeq: place,
  lastTsUs: place,
  decision,
  isWhole: fc.boolean(),
  key: text,
  lastMac: text,
  digest: text,
  type: text,
});
const order = fc.record({
  seq: place,
  sentUs: fc.double({ noNaN: true }),
  answeredUs: fc.oneof(fc.double({ noNaN: true }), fc.constant(Number.POSITIVE_INFINITY)),
  agent: index,
  number: index,
  clock: index,
});

function collect<Row>(rows: readonly Row[], encode: (row: Row) => Uint8Array): Uint8Array {
  const bytes = new ByteCollector();
  for (const row of rows) bytes.append(encode(row));
  return bytes.take();
}

test('rows are read back as they were written', () => {
  const encoder = new RowEncoder();
  fc.assert(
    fc.property(fc.array(operation), fc.array(append), fc.array(order), (some, others, placed) => {
      const operations = collect(some, (row) => encoder.operation(row));
      const appends = collect(others, (row) => encoder.append(row));
      const orders = collect(placed, (row) => encoder.order(row));
      expect([...decodeOperations(operations)]).toEqual(some);
      expect([...decodeAppends(appends)]).toEqual(others);
      expect(decodeOrder(orders)).toEqual(placed);
    }),
  );
});

test('the longest texts fit', () => {
  const long = '€'.repeat(255);
  const texts = { key: long, lastMac: long, digest: long, type: long };
  const numbers = { agent: 1, lastSeq: 2, lastTsUs: 3 };
  const row = { ...numbers, decision: '' as const, isWhole: true, ...texts };
  expect([...decodeAppends(new RowEncoder().append(row))]).toEqual([row]);
});
