import { expect, test } from '@jest/globals';
import type { FaultResult } from '@lighthouse/contract/fault-result';
import { judgeFaults } from './judge-faults.ts';

const fault: FaultResult = {
  id: 'f1',
  kind: 'kill',
  description: 'killed',
  appliesTo: 'the bridge',
  optional: false,
  status: 'injected',
  plannedStart: 0,
  plannedEnd: 1,
  startMs: 0,
  endMs: 1,
  probe: { what: 'x', before: null, during: null, after: null },
  availability: 1,
  recoveryMs: 0,
};

test('a fault that took effect is no reason for anything', () => {
  expect(judgeFaults([fault])).toEqual([]);
});

test('one that was asked for and skipped leaves the verdict open, unless it is optional', () => {
  const skipped: FaultResult = { ...fault, status: 'skipped', reason: 'no root' };
  expect(judgeFaults([skipped])).toEqual([
    { verdict: 'unknown', reason: 'fault f1 (kill) was skipped: no root' },
  ]);
  expect(judgeFaults([{ ...skipped, optional: true }])).toEqual([]);
});

test('one that was tried and not seen leaves it open in any case', () => {
  const failed: FaultResult = { ...fault, status: 'failed', reason: 'not seen', optional: true };
  expect(judgeFaults([failed])).toMatchObject([{ verdict: 'unknown' }]);
});

test('a corruption that nobody noticed is bad', () => {
  expect(judgeFaults([{ ...fault, kind: 'corrupt', detectMs: null }])).toMatchObject([
    { verdict: 'bad' },
  ]);
  expect(judgeFaults([{ ...fault, kind: 'corrupt', detectMs: 500 }])).toEqual([]);
});
