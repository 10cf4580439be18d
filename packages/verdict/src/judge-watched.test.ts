import { expect, test } from '@jest/globals';
import type { Audit, Invariant } from '@lighthouse/contract';
import { judgeInvariants } from './judge-invariants.ts';

type DoneAudit = Extract<Audit, { status: 'done' }>;

const NONE = { count: 0, examples: [] };
const LOG = { verifiedCount: 1, lastSeq: 1, segmentCount: 1, byteCount: 9 };
const AUDIT: DoneAudit = {
  status: 'done',
  log: { value: 'intact', ...LOG, findings: [], findingCount: 0 },
  acknowledged: 40,
  events: 40,
  lost: NONE,
  forged: NONE,
  duplicated: NONE,
  changed: NONE,
  outOfOrder: NONE,
  mistimed: NONE,
  starved: NONE,
  infoHappened: 0,
  infoDidNotHappen: 0,
};
const CUT_OFF = { operations: 12, agents: 3, unjudgedAgents: 0, judgedAgents: 9 };

function judge(name: Invariant, change: Partial<DoneAudit> = {}) {
  const [judged] = judgeInvariants([name], { ...AUDIT, ...change });
  return [judged?.verdict, judged?.reason];
}

test('agents that a fault cut off are no starved ones, and are said', () => {
  expect(judge('nobody-starved')).toEqual(['good', 'none starved of 40 acknowledged']);
  expect(judge('nobody-starved', { cutOff: CUT_OFF })).toEqual([
    'good',
    'none starved of 40 acknowledged; ' +
      'left out: 12 operations of 3 agents while faults of the run cut them off',
  ]);
});

test('where a fault left nothing to judge an agent by, that is said', () => {
  const [verdict, reason] = judge('nobody-starved', { cutOff: { ...CUT_OFF, unjudgedAgents: 2 } });
  expect(verdict).toBe('good');
  expect(reason).toContain('all there is to judge 2 of them by');
});

test('where faults left nobody to judge, nothing is known', () => {
  const cutOff = { ...CUT_OFF, unjudgedAgents: 3, judgedAgents: 0 };
  expect(judge('nobody-starved', { cutOff })[0]).toBe('unknown');
});

test('an agent that is starved apart from the faults convicts all the same', () => {
  const starved = { count: 1, examples: [{ agent: 'builder-0001', op: 'all', what: 'no answer' }] };
  const [verdict, reason] = judge('nobody-starved', { cutOff: CUT_OFF, starved });
  expect(verdict).toBe('bad');
  expect(reason).toMatch(/^1 starved; first: builder-0001, all, no answer; left out: 12 /);
});

test('times that a clock step of the run explains do not convict, and are said', () => {
  expect(judge('time-true')).toEqual(['good', 'none mistimed of 40 acknowledged']);
  expect(judge('time-true', { stepped: 7 })).toEqual([
    'good',
    'none mistimed of 40 acknowledged; 7 off by no more than the run set the clock',
  ]);
  const mistimed = { count: 1, examples: [] };
  expect(judge('time-true', { stepped: 7, mistimed })[0]).toBe('bad');
});

test('what was seen of the log while the run went on is bad, whatever it looks like afterwards', () => {
  const finding = { code: 'CORRUPT', message: 'bytes were damaged', file: 'a', foundMs: 1 };
  const logWatch = {
    verifiedCount: 9,
    behindCount: 0,
    looks: 3,
    segmentLooks: 1,
    findingCount: 2,
    findings: [{ ...finding, detectMs: 249.2 }],
  };
  const watched = { byzantine: [], seen: undefined, targetMemory: [], answered: 0, logWatch };
  // Nobody asked for it, and it is said all the same.
  expect(judgeInvariants(['nothing-lost'], AUDIT, watched)).toMatchObject([
    { name: 'nothing-lost', verdict: 'good' },
    {
      name: 'log-intact',
      verdict: 'bad',
      reason:
        'CORRUPT: bytes were damaged; found while the run went on, at most 250 ms after it happened (and 1 more)',
    },
  ]);
  const quiet = { ...watched, logWatch: { ...logWatch, findingCount: 0, findings: [] } };
  expect(judgeInvariants(['log-intact'], AUDIT, quiet)).toMatchObject([{ verdict: 'good' }]);
});
