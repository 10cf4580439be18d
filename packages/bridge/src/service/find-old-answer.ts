import type { ReadOptions } from '@lighthouse/event-store';
import type { Answer } from '../domain/answers.ts';
import { factOf } from '../domain/fact-of.ts';
import { Refusal } from '../domain/refusal.ts';
import { State } from '../domain/state.ts';
import type { Bridge } from './bridge.ts';

/** A command with all its steps, and what was decided about it later. */
const EVENTS_MAX = 100;

/** Reads from the log what a request was answered long ago: the append with this key is there. */
export function findOldAnswer(
  { log, scans }: Bridge,
  { agent, key, where }: { agent: string; key: string; where: ReadOptions },
): Promise<Answer> {
  return scans.run(async () => {
    let found: State | undefined;
    for await (const event of log.read({ ...where, limit: EVENTS_MAX })) {
      if (event.agent === agent && event.key === key) found = new State();
      found?.apply(factOf(event), event);
    }
    const answer = found?.answers.get(agent, key);
    if (answer === undefined) throw new Refusal('INTERNAL', 'the answer was not found in the log');
    return answer;
  });
}
