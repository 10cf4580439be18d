import { expect, test } from '@jest/globals';
import type { GroupSpec } from '@lighthouse/agent-sim';
import type { Audit, Result } from '@lighthouse/contract';
import { settleSilence } from './settle-silence.ts';

type DoneAudit = Extract<Audit, { status: 'done' }>;

const silent = { lies: { behaviours: ['silent'] } } as unknown as GroupSpec;
const names = {
  indexOf: (name: string) => (name === 'quiet' ? 0 : undefined),
  groupOf: () => silent,
};
const NONE = { count: 0, examples: [] };

function rowOf(attack: string, attempts: number): Result['byzantine'][number] {
  return {
    behaviour: 'silent',
    attack,
    rows: [19],
    tried: '',
    expected: '',
    attempts,
    refused: 0,
    refusedOtherwise: 0,
    accepted: 0,
    unknown: attempts,
    answers: { NOT_ANSWERED_BY_INTENT: attempts },
    examples: [],
  };
}

function auditWith(of: Partial<DoneAudit>): Audit {
  return { status: 'done', log: { value: 'intact' }, forged: NONE, ...of } as DoneAudit;
}

test('what was decided without a silent expert was refused, what never was, accepted', () => {
  const example = { agent: 'quiet', op: 'review', what: 'still open' };
  const audit = auditWith({
    unanswered: { asked: 6, decided: 3, notDue: 1 },
    undecided: { count: 1, examples: [example] },
  });
  const [row] = settleSilence([rowOf('does-not-answer', 5)], audit, names);
  expect(row).toMatchObject({
    refused: 3,
    accepted: 1,
    unknown: 1,
    answers: { DECIDED_WITHOUT_IT: 3, NEVER_DECIDED: 1, OPEN_AT_END: 1 },
    examples: [example],
  });
});

test('who says nothing is refused when nothing was made up in its name', () => {
  const rows = [rowOf('says-nothing', 4)];
  expect(settleSilence(rows, auditWith({}), names)[0]).toMatchObject({ refused: 4, unknown: 0 });
  const examples = [{ agent: 'quiet', op: 'event', what: 'never sent' }];
  const forged = { count: 1, examples };
  const [row] = settleSilence(rows, auditWith({ forged }), names);
  expect(row).toMatchObject({ refused: 3, accepted: 1, examples });
});

test('without a log that is whole nothing is known of silence', () => {
  const rows = [rowOf('does-not-answer', 2), rowOf('says-nothing', 2)];
  expect(settleSilence(rows, { status: 'skipped', reason: '' }, names)).toEqual(rows);
  const log = { value: 'tampered' } as DoneAudit['log'];
  expect(settleSilence(rows, auditWith({ log }), names)).toEqual(rows);
});
