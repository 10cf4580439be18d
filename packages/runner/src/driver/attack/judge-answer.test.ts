import { describe, expect, test } from '@jest/globals';
import { ATTACKS, type Attack, type AttackName } from '@lighthouse/agent-sim';
import { judgeAnswer } from './judge-answer.ts';

const RECEIPT = { seq: 7, mac: 'A'.repeat(44) };
const TOLD = { receiptSeq: 7, receiptMac: 'A'.repeat(20), decision: '' } as const;

function verdictOf(name: AttackName, status: number, body: unknown, failure = '') {
  const attack: Attack = ATTACKS[name];
  const answer =
    failure === '' ? { status, headers: new Map(), text: JSON.stringify(body) } : undefined;
  const listener = { name: 'eve', role: 'builder', first: TOLD };
  const end = { answer, failure, sentUs: 1, endedUs: 2 };
  const { verdict, isRight } = judgeAnswer(attack, listener, end);
  return isRight ? verdict : `${verdict} otherwise`;
}

describe('an answer', () => {
  test.each([
    ['the right refusal', 'signs-as-another', 401, { code: 'UNAUTHENTICATED' }, 'refused'],
    ['another refusal', 'signs-as-another', 404, { code: 'NOT_FOUND' }, 'refused otherwise'],
    ['not now', 'signs-as-another', 429, { code: 'TOO_MANY_REQUESTS' }, 'refused'],
    ['an acknowledgement', 'signs-as-another', 201, { receipt: RECEIPT }, 'accepted otherwise'],
    ['a failure', 'signs-as-another', 500, { code: 'INTERNAL' }, 'unknown'],
    ['a failure that was asked for', 'nests-deep', 500, {}, 'accepted otherwise'],
    ['an overload', 'nests-deep', 503, { code: 'OVERLOADED' }, 'unknown'],
    ['the first answer again', 'repeats-statement', 200, { receipt: RECEIPT }, 'refused'],
    [
      'a second receipt',
      'repeats-statement',
      200,
      { receipt: { ...RECEIPT, seq: 9 } },
      'accepted otherwise',
    ],
    ['its own events', 'reads-everything', 200, { events: [{ stream: 'eve' }] }, 'refused'],
    [
      "another's event",
      'reads-everything',
      200,
      { events: [{ stream: 'eve' }, { stream: 'bob', seq: 3 }] },
      'accepted otherwise',
    ],
    ['its own role', 'asks-for-role', 201, { role: 'builder' }, 'refused'],
    ['the role it asked for', 'asks-for-role', 201, { role: 'coordinator' }, 'accepted otherwise'],
    ['the event as if nothing was said', 'names-its-place', 201, { receipt: RECEIPT }, 'refused'],
  ] as const)('%s to %s', (_what, name, status, body, expected) => {
    expect(verdictOf(name, status, body)).toBe(expected);
  });

  test('that is a closed connection refuses what is no HTTP, and tells nothing else', () => {
    expect(verdictOf('speaks-no-http', 0, '', 'ECONNRESET')).toBe('refused');
    expect(verdictOf('signs-as-another', 0, '', 'ECONNRESET')).toBe('unknown');
    expect(verdictOf('speaks-no-http', 0, '', 'TIMEOUT')).toBe('unknown');
  });
});
