import type { ProposalStatus, Vote } from '@lighthouse/contract/coordination';

/**
 * The rules of voting, in which up to ⌊(n − 1) / 3⌋ of n voters may lie, be silent, or say one
 * thing here and another there (Byzantine quorums: Malkhi and Reiter, 1998).
 *
 * A side has won when it has q = ⌊(n + f) / 2⌋ + 1 votes. Any two quorums share more than f
 * voters, and the n − f honest ones are enough for one. Of each voter the first vote in the order
 * of the log counts, and it alone. What c colluders can do:
 *
 *   c ≤ f       nothing: what all honest voters agree on is decided, and what is decided has the
 *               votes of more than half of the honest
 *   f < c < q   keep a decision from being made: the proposal ends undecided, in time
 *   q ≤ c       decide alone
 */
export function faultsBorneBy(voterCount: number): number {
  return Math.floor((voterCount - 1) / 3);
}

export function quorumOf(voterCount: number): number {
  return Math.floor((voterCount + faultsBorneBy(voterCount)) / 2) + 1;
}

export interface Count {
  readonly voterCount: number;
  readonly yes: number;
  readonly no: number;
}

/** Tells what the votes so far decide. `undecided`: neither side can reach the quorum any more. */
export function statusOf({ voterCount, yes, no }: Count): ProposalStatus {
  const quorum = quorumOf(voterCount);
  if (yes >= quorum) return 'approved';
  if (no >= quorum) return 'rejected';
  const left = voterCount - yes - no;
  return Math.max(yes, no) + left < quorum ? 'undecided' : 'open';
}

/** What is known of a proposal when somebody votes. */
export interface Ballot {
  readonly roster: ReadonlySet<string>;
  /** First votes, by voter. */
  readonly votes: ReadonlyMap<string, { readonly vote: Vote }>;
  readonly status: ProposalStatus;
  /** No vote is taken any more, because time is up. */
  readonly isExpired: boolean;
}

/**
 * What becomes of a vote. `repeated`: the same as before. `equivocation`: another one than before,
 * whether or not the proposal is decided: two statements for one slot are evidence for ever.
 */
export type Reception =
  'counted' | 'repeated' | 'equivocation' | 'not-on-roster' | 'decided' | 'expired';

export function receive(ballot: Ballot, voter: string, vote: Vote): Reception {
  if (!ballot.roster.has(voter)) return 'not-on-roster';
  const first = ballot.votes.get(voter);
  if (first !== undefined) return first.vote === vote ? 'repeated' : 'equivocation';
  if (ballot.isExpired) return 'expired';
  return ballot.status === 'open' ? 'counted' : 'decided';
}

/** What those who have carried a proposal have in common, and the rest of the roster has not. */
export type AnomalySign = 'one-issuer' | 'liars-needed';

export interface Voter {
  readonly name: string;
  /** Whose enrolment token it joined with; undefined when that is not known. */
  readonly issuer: string | undefined;
  /** It was caught at saying two things. */
  readonly isFlagged: boolean;
}

/**
 * Looks for signs that a quorum was bought. `one-issuer`: all who carried it joined with one token,
 * and nobody else on the roster did. `liars-needed`: without voters that were caught lying there is
 * no quorum. None of them proves anything.
 */
export function anomalySigns(
  roster: readonly Voter[],
  carriers: ReadonlySet<string>,
): AnomalySign[] {
  const inFavour = roster.filter(({ name }) => carriers.has(name));
  const others = roster.filter(({ name }) => !carriers.has(name));
  const signs: AnomalySign[] = [];
  const issuer = inFavour[0]?.issuer;
  const isOne = issuer !== undefined && inFavour.every((voter) => voter.issuer === issuer);
  if (isOne && others.length > 0 && others.every((voter) => voter.issuer !== issuer))
    signs.push('one-issuer');
  const honest = inFavour.filter(({ isFlagged }) => !isFlagged);
  if (honest.length < quorumOf(roster.length)) signs.push('liars-needed');
  return signs;
}
