import type { Decision } from '@lighthouse/contract/commands';
import { Agents } from './agents.ts';
import { Answers } from './answers.ts';
import type { Answer } from './answers.ts';
import { digestWithStep } from './digest.ts';
import type { CommandDecided, Fact, Origin, ReviewRequested } from './facts.ts';
import { Reviews } from './reviews.ts';
import { Sessions } from './sessions.ts';

/** Where in the log a fact stands. `mac` need be right only for the last event of an append. */
export interface Place {
  readonly seq: number;
  readonly mac: string;
}

/**
 * The append that is being told: its first fact has a key, those that follow in the same append
 * belong to it.
 */
interface OpenAppend {
  readonly agent: string;
  readonly key: string;
  readonly kind: Answer['kind'];
  readonly command: string;
  digest: string;
  decision: Decision | undefined;
  reason: string;
}

/**
 * All that the bridge knows: a fold of the facts of the log, in their order. Told the same facts,
 * it is the same state, whether they were read from the log or have just been written to it.
 */
export class State {
  readonly agents = new Agents();
  readonly sessions = new Sessions();
  readonly reviews = new Reviews();
  readonly answers: Answers;
  #append: OpenAppend | undefined;

  constructor(limits: { readonly answersKeptMin: number }) {
    this.answers = new Answers(limits.answersKeptMin);
  }

  /**
   * Takes in one fact. Facts that the log does not tell about (`undefined`) still end an append.
   */
  apply(fact: Fact | undefined, place: Place): void {
    if (fact === undefined || !this.#continuesAppend(fact)) this.#append = undefined;
    if (fact !== undefined) this.#take(fact, place);
    if (this.#append !== undefined) this.#answer(this.#append, place);
  }

  #continuesAppend(fact: Fact): boolean {
    switch (fact.kind) {
      case 'command.step':
      case 'command.decided':
      case 'review.requested':
        return fact.command === this.#append?.command;
      default:
        return false;
    }
  }

  #take(fact: Fact, place: Place): void {
    switch (fact.kind) {
      case 'agent.registered':
        return this.agents.register(fact);
      case 'agent.revoked':
        this.agents.revoke(fact.agent);
        return this.sessions.closeAllOf(fact.agent);
      case 'session.opened':
        return this.sessions.open(fact);
      case 'session.closed':
        return this.sessions.close(fact.origin.session);
      case 'command.submitted':
        return this.#begin('command', fact, fact.command);
      case 'command.step':
        return this.#addStep(fact.text);
      case 'command.decided':
        return this.#decide(fact);
      case 'review.requested':
        return this.#requestReview(fact, place);
      case 'review.answered':
        this.reviews.close(fact.command, 'decided');
        return this.#begin('review', fact, fact.command);
      case 'review.expired':
        return this.reviews.close(fact.command, 'expired');
      case 'event.stored':
        return this.#begin('event', fact, '');
    }
  }

  #begin(
    kind: Answer['kind'],
    { origin, key, digest }: { origin: Origin; key: string; digest: string },
    command: string,
  ): void {
    this.sessions.get(origin.session)?.nonces.take(origin.nonce);
    const told = { digest, decision: undefined, reason: '' };
    this.#append = { agent: origin.agent, key, kind, command, ...told };
  }

  #addStep(text: string): void {
    if (this.#append === undefined) return;
    this.#append.digest = digestWithStep(this.#append.digest, text);
  }

  #decide({ decision, reason }: CommandDecided): void {
    if (this.#append === undefined) return;
    this.#append.decision = decision;
    this.#append.reason = reason;
  }

  #requestReview(fact: ReviewRequested, { seq }: Place): void {
    this.reviews.request(fact, { key: this.#append?.key ?? '', seq });
  }

  #answer({ agent, key, ...told }: OpenAppend, { seq, mac }: Place): void {
    this.answers.set(agent, key, { ...told, seq, mac });
  }
}
