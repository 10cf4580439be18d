import { expect, test } from '@jest/globals';
import type { Answer } from '../driver/answer.ts';
import type { Told } from '../driver/told.ts';
import { persist } from './persist.ts';

const told: Told = { receiptSeq: 1, receiptMac: 'A'.repeat(20), decision: 'allowed' };
const policy = { attempts: 3, backoffUs: 100, backoffMaxUs: 250 };
type Kind = 'ok' | 'lost' | 'refused' | 'unsent' | 'expired' | 'conflict';
const ANSWERS: Readonly<Record<Kind, Pick<Answer<Told>, 'outcome' | 'status' | 'error' | 'told'>>> =
  {
    ok: { outcome: 'ok', status: 200, error: '', told },
    lost: { outcome: 'info', status: 0, error: 'ECONNRESET', told: undefined },
    refused: { outcome: 'fail', status: 403, error: 'FORBIDDEN', told: undefined },
    unsent: { outcome: 'fail', status: 0, error: 'ECONNREFUSED', told: undefined },
    expired: { outcome: 'fail', status: 401, error: 'TOKEN_EXPIRED', told: undefined },
    conflict: { outcome: 'fail', status: 409, error: 'CONFLICT', told: undefined },
  };

/** Answers one attempt after the other, at once; time goes by in the waits between them only. */
function tell(kinds: readonly Kind[], closedAfter = Infinity) {
  let nowUs = 1000;
  let sent = 0;
  const ends: Answer<Told>[] = [];
  const again: string[] = [];
  const parts = {
    policy,
    nowUs: () => nowUs,
    onAgain: (error: string) => void again.push(error),
    isClosed: () => sent >= closedAfter,
    at: (atUs: number, run: () => void) => {
      nowUs = atUs;
      run();
    },
  };
  const send = (onAnswer: (answer: Answer<Told>) => void) => {
    const kind = kinds[sent++] ?? 'lost';
    const times = { sentUs: nowUs, endedUs: nowUs, waitedUs: sent };
    onAnswer({ ...ANSWERS[kind], ...times, isTimed: true });
  };
  persist(send, parts, (answer) => ends.push(answer));
  expect(ends).toHaveLength(1);
  return { sent, again, ...ends[0] };
}

test.each<[string, Kind[], number, string]>([
  ['what is acknowledged is sent once', ['ok'], 1, 'ok'],
  ['what is refused is sent once', ['refused'], 1, 'fail'],
  ['what was lost is sent until it is acknowledged', ['lost', 'lost', 'ok'], 3, 'ok'],
  ['what was lost too often stays unknown', ['lost', 'lost', 'lost', 'lost'], 4, 'info'],
  ['what never left is sent again', ['unsent', 'ok'], 2, 'ok'],
  ['what never left at all did not happen', ['unsent', 'unsent', 'unsent', 'unsent'], 4, 'fail'],
  ['what was signed before a restart is signed again', ['expired', 'ok'], 2, 'ok'],
  ['a refusal does not undo what may have happened', ['lost', 'conflict'], 2, 'info'],
])('%s', (_what, kinds, sent, outcome) => {
  expect(tell(kinds)).toMatchObject({ sent, outcome });
});

test('each wait is twice as long as the one before, up to the longest', () => {
  expect(tell(['lost', 'lost', 'lost', 'ok'])).toMatchObject({
    sentUs: 1000,
    waitedUs: 1,
    endedUs: 1000 + 100 + 200 + 250,
  });
});

test('what was answered to an attempt that is made again is told', () => {
  expect(tell(['lost', 'expired', 'ok']).again).toEqual(['ECONNRESET', 'TOKEN_EXPIRED']);
  expect(tell(['lost', 'lost', 'lost', 'lost']).again).toHaveLength(3);
});

test('when everything ends, what waits ends as it stands', () => {
  expect(tell(['lost', 'ok'], 1)).toMatchObject({ sent: 1, outcome: 'info' });
});
