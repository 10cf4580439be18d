import type { Answer } from '../domain/answers.ts';
import { factOf } from '../domain/fact-of.ts';
import { Refusal } from '../domain/refusal.ts';
import { State } from '../domain/state.ts';
import type { Bridge } from './bridge.ts';
import { readAll, readStream } from './read-log.ts';

/**
 * No append of a statement is longer: a command with all its steps, the decision and the request
 * for review.
 */
const APPEND_EVENTS_MAX = 80;

/**
 * Reads from the log what a request was answered long ago. An append with this key is known to be
 * there.
 */
export function findOldAnswer(bridge: Bridge, agent: string, key: string): Promise<Answer> {
  return bridge.scans.runFor(agent, async () => {
    for await (const { seq, key: used } of readStream(bridge, agent, { after: 0, agent }))
      if (used === key) return answerAt(bridge, seq, { agent, key });
    throw notFound();
  });
}

async function answerAt(
  bridge: Bridge,
  firstSeq: number,
  { agent, key }: { readonly agent: string; readonly key: string },
): Promise<Answer> {
  const state = new State({ answersKeptMin: APPEND_EVENTS_MAX });
  for await (const event of readAll(bridge, { after: firstSeq - 1 })) {
    if (event.seq >= firstSeq + APPEND_EVENTS_MAX) break;
    state.apply(factOf(event), event);
  }
  const answer = state.answers.get(agent, key);
  if (answer === undefined) throw notFound();
  return answer;
}

function notFound(): Refusal {
  return new Refusal('INTERNAL', 'the answer was not found in the log');
}
