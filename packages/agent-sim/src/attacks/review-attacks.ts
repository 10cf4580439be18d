import { API_PATHS } from '@lighthouse/contract/api-paths';
import type { Attack, Rivals } from './attack.ts';

/** What experts do instead of answering what they are asked. */
export const REVIEW_ATTACKS = {
  'answers-both-ways': {
    behaviour: 'equivocate',
    rows: [11, 21],
    role: 'expert',
    tried: 'approves and rejects the same command at once',
    expected: 'one answer is taken, the other is answered 409 ALREADY_DECIDED',
    right: { refusals: ['ALREADY_DECIDED', 'CONFLICT'] },
  },
  'does-not-answer': {
    behaviour: 'silent',
    rows: [19],
    role: 'expert',
    tried: 'leaves what it is asked unanswered',
    expected: 'the command is decided without it when its time is over',
    right: { refusals: [] },
  },
  'says-nothing': {
    behaviour: 'silent',
    rows: [19],
    role: 'builder',
    tried: 'joins and says nothing, when it would be its turn',
    expected: 'nothing stands in the log under its name',
    right: { refusals: [] },
    draw: () => ({ kind: 'silence' }),
  },
} as const satisfies Readonly<Record<string, Attack>>;

/** An approval and a rejection of one command, under a key each. */
export function bothWays(command: string, keys: readonly [OwnKey, OwnKey]): Rivals {
  const path = `${API_PATHS.reviews}/${encodeURIComponent(command)}`;
  const statement = (verdict: 'approve' | 'reject', { key, number }: OwnKey) => ({
    op: 'review' as const,
    path,
    key,
    number,
    body: JSON.stringify({ verdict, reason: `${verdict}, of both` }),
  });
  return {
    kind: 'rivals',
    from: 'one-session',
    statements: [statement('approve', keys[0]), statement('reject', keys[1])],
  };
}

/** An idempotency key and the number that it is made of. */
export interface OwnKey {
  readonly key: string;
  readonly number: number;
}
