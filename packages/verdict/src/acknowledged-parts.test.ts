import { expect, test } from '@jest/globals';
import type { Result } from '@lighthouse/contract';
import { acknowledgedParts } from './acknowledged-parts.ts';

const partsOf = (acknowledged: number, warmupOk?: number) =>
  acknowledgedParts({
    audit: { status: 'done', acknowledged },
    total: { counts: { ok: 45 } },
    agents: { joined: 3 },
    ...(warmupOk === undefined ? {} : { warmup: { counts: { ok: warmupOk } } }),
  } as unknown as Result);

test('what was acknowledged is what the figures count, and what they do not', () => {
  const [operations, enrolments] = [
    { count: 45, what: 'operations' },
    { count: 3, what: 'enrolments' },
  ];
  expect(partsOf(48)).toEqual([operations, enrolments]);
  const lie = { count: 1, what: 'statement of liars' };
  expect(partsOf(49)).toEqual([operations, enrolments, lie]);
  expect(partsOf(58, 10)).toEqual([{ ...operations, count: 55 }, enrolments]);
  expect(partsOf(40)).toBeUndefined();
});
