import { expect, test } from '@jest/globals';
import type { Audit, Result } from '@lighthouse/contract';
import { judgeLies } from './judge-lies.ts';

const SKIPPED: Audit = { status: 'skipped', reason: 'elsewhere' };

function row(change: Partial<Result['byzantine'][number]>): Result['byzantine'][number] {
  const counts = { attempts: 3, refused: 3, refusedOtherwise: 0, accepted: 0, unknown: 0 };
  const words = { rows: [6], tried: 'tries', expected: '409 REPLAY', answers: {}, examples: [] };
  return { behaviour: 'replay', attack: 'repeats-query', ...counts, ...words, ...change };
}

test('lies that were all refused are well', () => {
  const { verdict, reason } = judgeLies([row({}), row({ attack: 'x' })], SKIPPED);
  expect([verdict, reason]).toEqual(['good', '6 refused of 6 lies, none accepted']);
});

test('one that was accepted is bad, with what was expected and an example', () => {
  const example = { agent: 'builder-0007', op: 'repeats-query', what: 'acknowledged' };
  const bad = row({ refused: 2, accepted: 1, examples: [example] });
  expect(judgeLies([row({ attack: 'x' }), bad], SKIPPED)).toEqual({
    verdict: 'bad',
    reason:
      'repeats-query: 1 of 3 accepted (expected: 409 REPLAY); first: builder-0007, acknowledged',
  });
});

test('an attack of which nothing is known makes the whole unknown', () => {
  const { verdict, reason } = judgeLies([row({}), row({ refused: 0, unknown: 3 })], SKIPPED);
  expect(verdict).toBe('unknown');
  expect(reason).toContain('repeats-query');
});

test('silence has no answer to wait for', () => {
  const silence = row({ attack: 'does-not-answer', refused: 0, unknown: 3 });
  expect(judgeLies([row({}), silence], SKIPPED).verdict).toBe('good');
});

test('where nobody lied there is nothing to refuse', () => {
  expect(judgeLies([], SKIPPED)).toEqual({ verdict: 'good', reason: 'nobody lied' });
});
