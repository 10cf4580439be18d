import { assert, hasErrorCode } from '@lighthouse/contract';
import type { Answer } from '../domain/answers.ts';
import type { Draft } from '../domain/drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge, Caller } from './bridge.ts';
import { findOldAnswer } from './find-old-answer.ts';
import { requireNew } from './freshness.ts';
import { refusalOf } from './refusal-of.ts';

export interface Statement {
  readonly kind: Answer['kind'];
  readonly key: string;
  /** `digestOf` what is stated. */
  readonly digest: string;
}

export interface Told {
  readonly answer: Answer;
  /** True when the same statement was answered before: nothing was done now. */
  readonly isRepeat: boolean;
}

/** The agent has said the same before, under this key. */
export interface Same {
  readonly sameAs: string;
}

/**
 * Takes in a statement once: the same key with the same content gets the first answer again, with
 * other content a conflict. `decide` is called at most once, alone for this agent and key, and what
 * it drafts is on its way to the log when it returns. What it finds to be said before is answered
 * as it was then, and nothing is written.
 */
export async function stateOnce(
  bridge: Bridge,
  caller: Caller,
  statement: Statement,
  decide: () => readonly Draft[] | Same,
): Promise<Told> {
  const { inFlight, state, commits, leaving } = bridge;
  const { agent } = caller.origin;
  const { key } = statement;
  const name = `${agent}\n${key}`;
  while (inFlight.isBusy(name)) await inFlight.settled(name);
  const known = state.answers.get(agent, key);
  if (known !== undefined) return repeat(known, statement);
  requireNew(caller);
  if (leaving.has(agent) || state.agents.get(agent)?.isRevoked !== false)
    throw new Refusal('UNAUTHENTICATED', 'the agent was revoked');
  const drafts = decide();
  if ('sameAs' in drafts) {
    const { sameAs } = drafts;
    const answer = state.answers.get(agent, sameAs) ?? (await findOldAnswer(bridge, agent, sameAs));
    return { answer, isRepeat: true };
  }
  let isNew: boolean;
  try {
    isNew = !(await inFlight.run(name, () => commits.append(drafts, key))).repeated;
  } catch (error) {
    if (!hasErrorCode(error, 'LH_IDEMPOTENCY_CONFLICT')) throw refusalOf(error);
    isNew = false;
  }
  // The log holds something under this key, so long ago that it was forgotten here.
  if (!isNew) return repeat(await findOldAnswer(bridge, agent, key), statement);
  const answer = state.answers.get(agent, key);
  assert(answer !== undefined, 'what was just stated has an answer');
  return { answer, isRepeat: false };
}

function repeat(answer: Answer, { kind, digest }: Statement): Told {
  if (answer.kind !== kind || answer.digest !== digest)
    throw new Refusal(
      'IDEMPOTENCY_CONFLICT',
      'the idempotency key was used before with other content',
    );
  return { answer, isRepeat: true };
}
