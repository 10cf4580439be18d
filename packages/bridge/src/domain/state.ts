import { Agents } from './agents.ts';
import { Answers } from './answers.ts';
import type { Answer } from './answers.ts';
import { Coordination } from './coordination.ts';
import { formOf, membersOfRecord, membersOfStatement } from './coordination-answers.ts';
import type { CoordinationFact, RecordFact, StatementFact } from './coordination-facts.ts';
import { digestWithStep } from './digest.ts';
import type { CommandDecided, Fact, ReviewRequested } from './facts.ts';
import type { Place } from './place.ts';
import { Reviews } from './reviews.ts';
import { Sessions } from './sessions.ts';
import type { Statement } from './statement.ts';

/**
 * The append that is being told: its first fact has a key, those that follow in the same append
 * belong to it.
 */
interface OpenAppend {
  readonly key: string;
  readonly answer: Answer;
}

/**
 * All that the bridge knows: a fold of the facts of the log, in their order. Told the same facts,
 * it is the same state, whether they were read from the log or have just been written to it.
 */
export class State {
  readonly agents = new Agents();
  readonly sessions = new Sessions();
  readonly reviews = new Reviews();
  readonly together = new Coordination();
  readonly answers: Answers;
  #append: OpenAppend | undefined;
  #seq = 0;

  constructor(limits: { readonly answersKeptMin: number }) {
    this.answers = new Answers(limits.answersKeptMin);
  }

  /** Of the last event that was taken in. */
  get seq(): number {
    return this.#seq;
  }

  /**
   * Takes in one fact. Facts that the log does not tell about (`undefined`) still end an append.
   */
  apply(fact: Fact | undefined, place: Place): void {
    if (fact === undefined || !this.#continuesAppend(fact)) this.#append = undefined;
    this.#seq = place.seq;
    if (fact !== undefined) this.#take(fact, place);
    if (this.#append !== undefined) this.#append.answer.receipt = place;
  }

  #continuesAppend(fact: Fact): boolean {
    switch (fact.kind) {
      case 'command.step':
      case 'command.decided':
      case 'review.requested':
        return fact.command === this.#append?.answer.subject;
      default:
        return 'cause' in fact && this.#isCauseOf(fact);
    }
  }

  /** What follows with time has no cause, even where it follows right after in the log. */
  #isCauseOf({ cause, subject }: RecordFact): boolean {
    return (
      cause !== undefined && cause === this.#append?.key && this.#append.answer.subject === subject
    );
  }

  #take(fact: Fact, place: Place): void {
    switch (fact.kind) {
      case 'agent.registered':
        return this.agents.register(fact);
      case 'agent.revoked':
        this.agents.revoke(fact.agent);
        this.together.forget(fact.agent);
        return this.sessions.closeAllOf(fact.agent);
      case 'session.opened':
        return this.sessions.open(fact);
      case 'session.closed':
        return this.sessions.close(fact.origin.session);
      case 'command.submitted':
        return this.#begin('command', fact, fact.command, { command: fact.command });
      case 'command.step':
        return this.#addStep(fact.text);
      case 'command.decided':
        return this.#decide(fact);
      case 'review.requested':
        return this.#requestReview(fact, place);
      case 'review.answered':
        this.reviews.close(fact.command, 'decided');
        return this.#begin('review', fact, fact.command, { command: fact.command });
      case 'review.expired':
        return this.reviews.close(fact.command, 'expired');
      case 'event.stored':
        return this.#begin('event', fact, '', {});
      default:
        this.together.apply(fact, place);
        return this.#tellTogether(fact);
    }
  }

  #tellTogether(fact: CoordinationFact): void {
    if ('origin' in fact) this.#beginStatement(fact);
    else if (this.#append !== undefined) {
      const { answer } = this.#append;
      answer.members = { ...answer.members, ...membersOfRecord(fact) };
    }
  }

  #beginStatement(fact: StatementFact): void {
    this.#begin(formOf(fact.kind), fact, fact.subject, membersOfStatement(fact));
    if (fact.kind === 'vote.conflicting' && this.#append !== undefined)
      this.#append.answer.isEquivocation = true;
  }

  #begin(
    kind: Answer['kind'],
    { origin, key, digest }: Statement,
    subject: string,
    members: Answer['members'],
  ): void {
    this.sessions.get(origin.session)?.nonces.take(origin.nonce);
    const answer = { kind, digest, subject, members, isEquivocation: false, receipt: NOWHERE };
    this.#append = { key, answer };
    this.answers.set(origin.agent, key, answer);
  }

  #addStep(text: string): void {
    if (this.#append === undefined) return;
    const { answer } = this.#append;
    answer.digest = digestWithStep(answer.digest, text);
  }

  #decide({ decision, reason }: CommandDecided): void {
    if (this.#append === undefined) return;
    const { answer } = this.#append;
    answer.members = { command: answer.subject, decision, reason };
  }

  #requestReview(fact: ReviewRequested, { seq }: Place): void {
    this.reviews.request(fact, { key: this.#append?.key ?? '', seq });
  }
}

/** Until the fact that is being taken in has been. */
const NOWHERE: Place = { seq: 0, mac: '' };
