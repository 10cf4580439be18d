import type { ProposalStatus, Vote } from '@lighthouse/contract/coordination';
import type { RecordFactOf, StatementFactOf } from './coordination-facts.ts';
import { IdsByName } from './ids-by-name.ts';
import { Subjects } from './subjects.ts';
import type { SubjectsView } from './subjects.ts';
import { statusOf } from './voting.ts';

export interface CastVote {
  readonly vote: Vote;
  /** Idempotency key that it came with. */
  readonly key: string;
  readonly seq: number;
}

export interface Proposal {
  readonly proposal: string;
  /** Who opened it. */
  readonly agent: string;
  readonly title: string;
  readonly roster: ReadonlySet<string>;
  readonly quorum: number;
  readonly expiresAtMs: number;
  readonly status: ProposalStatus;
  readonly isExpired: boolean;
  /** Of each voter the first vote. */
  readonly votes: Map<string, CastVote>;
  /** Of each voter the first vote that differs from it. */
  readonly conflicting: Map<string, CastVote>;
  readonly yes: number;
  readonly no: number;
  /** Sequence numbers of what was proposed, and of the roster. */
  readonly openedSeq: number;
  readonly seq: number;
}

const CLOSED_KEPT_MIN = 2000;

/** What was put to the vote. */
export class Proposals {
  readonly #all = new Subjects<Proposal>(CLOSED_KEPT_MIN, ({ expiresAtMs }) => expiresAtMs);
  readonly #awaitedVotes = new IdsByName();

  get subjects(): SubjectsView<Proposal> {
    return this.#all;
  }

  /** The open ones on which this agent may vote and has not, looking at no others. */
  awaitingVoteOf(agent: string): Proposal[] {
    return this.#awaitedVotes.of(agent).flatMap((id) => this.#all.getOpen(id) ?? []);
  }

  /** Stands right after what was proposed. */
  open({ subject, stream, content }: RecordFactOf<'roster.fixed'>, seq: number): void {
    for (const voter of content.roster) this.#awaitedVotes.add(voter, subject);
    this.#all.open(subject, {
      proposal: subject,
      agent: stream,
      title: content.title,
      roster: new Set(content.roster),
      quorum: content.quorum,
      expiresAtMs: Date.parse(content.expiresAt),
      status: 'open',
      isExpired: false,
      votes: new Map(),
      conflicting: new Map(),
      yes: 0,
      no: 0,
      openedSeq: seq - 1,
      seq,
    });
  }

  cast({ subject, origin, key, body }: StatementFactOf<'vote.cast'>, seq: number): void {
    this.#awaitedVotes.delete(origin.agent, subject);
    this.#all.change(subject, (item) => {
      item.votes.set(origin.agent, { vote: body.vote, key, seq });
      return { ...item, [body.vote]: item[body.vote] + 1 };
    });
  }

  contradict(fact: StatementFactOf<'vote.conflicting'>, seq: number): void {
    const { subject, origin, key, body } = fact;
    this.#all.find(subject)?.conflicting.set(origin.agent, { vote: body.vote, key, seq });
  }

  decide(subject: string, status: ProposalStatus, isExpired: boolean): void {
    const roster = this.#all.getOpen(subject)?.roster ?? [];
    for (const voter of roster) this.#awaitedVotes.delete(voter, subject);
    this.#all.close(subject, (item) => ({ ...item, status, isExpired }));
  }
}

/** Tells what one more vote decides. */
export function statusWith({ roster, yes, no }: Proposal, vote: Vote): ProposalStatus {
  const count = { voterCount: roster.size, yes, no };
  return statusOf({ ...count, [vote]: count[vote] + 1 });
}
