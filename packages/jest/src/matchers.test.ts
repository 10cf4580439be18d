import { expect, test } from '@jest/globals';
import { lighthouseMatchers, type JudgedResult } from './matchers.ts';

const BAD: JudgedResult = {
  verdict: { value: 'bad', reasons: ['2 events are lost'] },
  thresholds: [
    {
      metric: 'latency',
      limit: 'p(99) < 100ms',
      actual: 140,
      verdict: 'bad',
      reason: '140 ms is over 100 ms',
    },
    { metric: 'errors', limit: 'rate < 1%', actual: 0, verdict: 'good', reason: '0 %' },
  ],
  invariants: [{ name: 'nothing-lost', verdict: 'unknown', reason: 'the log was not audited' }],
};

test('a verdict is compared, and the message gives its reasons', () => {
  expect(lighthouseMatchers.toHaveVerdict(BAD, 'bad').pass).toBe(true);
  const outcome = lighthouseMatchers.toHaveVerdict(BAD, 'good');
  expect(outcome.pass).toBe(false);
  expect(outcome.message()).toBe('The verdict is bad; expected good.\n  2 events are lost');
});

test('a threshold that is broken is named with its limit and what was measured', () => {
  const outcome = lighthouseMatchers.toMeetThresholds(BAD);
  expect(outcome.pass).toBe(false);
  expect(outcome.message()).toContain('latency: p(99) < 100ms, actual 140: 140 ms is over');
  expect(outcome.message()).not.toContain('errors');
  expect(lighthouseMatchers.toMeetThresholds(BAD, 'errors').pass).toBe(true);
});

test('a threshold that is not there is not met', () => {
  expect(lighthouseMatchers.toMeetThresholds(BAD, 'dropped').pass).toBe(false);
  expect(lighthouseMatchers.toMeetThresholds({ ...BAD, thresholds: [] }).pass).toBe(false);
});

test('an invariant that could not be judged is not kept', () => {
  const outcome = lighthouseMatchers.toKeepInvariants(BAD);
  expect(outcome.pass).toBe(false);
  expect(outcome.message()).toContain('unknown  nothing-lost: the log was not audited');
});

test('what is no result is refused', () => {
  const promise = JSON.parse('{}');
  expect(() => lighthouseMatchers.toHaveVerdict(promise, 'good')).toThrow(
    'expected a result of lh-run',
  );
});
