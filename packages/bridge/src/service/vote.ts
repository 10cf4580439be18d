import { assert } from '@lighthouse/contract';
import { recorded, stated } from '../domain/coordination-drafts.ts';
import type { Wish } from '../domain/coordination-drafts.ts';
import type { Draft } from '../domain/drafts.ts';
import type { Proposal } from '../domain/proposals.ts';
import { statusWith } from '../domain/proposals.ts';
import { Refusal } from '../domain/refusal.ts';
import { anomalySigns, receive } from '../domain/voting.ts';
import type { AnomalySign } from '../domain/voting.ts';
import type { Bridge, Caller } from './bridge.ts';
import { idIn, stateAbout } from './state-about.ts';
import type { Same, Told } from './state-once.ts';

/**
 * Takes a vote: the first of each voter counts, the same again is answered as before, and a
 * different one is kept as evidence.
 */
export function castVote(bridge: Bridge, caller: Caller, wish: Wish<'vote.cast'>): Promise<Told> {
  const subject = idIn(wish, 'proposal');
  return stateAbout(bridge, caller, { wish, subject }, () => {
    const proposal = bridge.state.together.proposals.subjects.find(subject);
    if (proposal === undefined) throw new Refusal('NOT_FOUND', 'there is no such proposal');
    const isExpired = proposal.isExpired || isOverdue(bridge, proposal);
    const { agent } = caller.origin;
    const { vote } = wish.body;
    switch (receive({ ...proposal, isExpired }, agent, vote)) {
      case 'not-on-roster':
        throw new Refusal('FORBIDDEN', 'this agent is not on the roster of the proposal');
      case 'expired':
        throw new Refusal('EXPIRED', 'the time for voting is over');
      case 'decided':
        throw new Refusal('ALREADY_DECIDED', 'the proposal is decided');
      case 'repeated':
        return { sameAs: proposal.votes.get(agent)?.key ?? wish.key };
      case 'equivocation':
        return contradict(proposal, caller, wish);
      case 'counted':
        return count(bridge, proposal, caller, wish);
    }
  });
}

function isOverdue({ nowMs }: Bridge, { status, expiresAtMs }: Proposal): boolean {
  return status === 'open' && expiresAtMs <= nowMs();
}

function count(bridge: Bridge, proposal: Proposal, caller: Caller, wish: Wish<'vote.cast'>) {
  const { origin } = caller;
  const { vote } = wish.body;
  const drafts: Draft[] = [stated(origin, wish, proposal.proposal)];
  const status = statusWith(proposal, vote);
  if (status === 'open') return drafts;
  const { yes, no } = proposal;
  const about = { subject: proposal.proposal, stream: proposal.agent, cause: wish.key };
  const by = status === 'undecided' ? 'votes' : 'quorum';
  const tally = { proposal: proposal.proposal, by, yes, no, [vote]: proposal[vote] + 1 } as const;
  drafts.push(recorded(`proposal.${status}`, { ...about, content: tally }));
  const signs = status === 'approved' ? signsOf(bridge, proposal, origin.agent) : [];
  if (signs.length > 0) {
    const content = { proposal: proposal.proposal, signs };
    drafts.push(recorded('quorum.anomaly', { ...about, content }));
  }
  return drafts;
}

function signsOf({ state }: Bridge, { roster, votes }: Proposal, last: string): AnomalySign[] {
  const carriers = new Set([last]);
  for (const [name, { vote }] of votes) if (vote === 'yes') carriers.add(name);
  const voters = [...roster].map((name) => ({
    name,
    issuer: state.agents.get(name)?.issuer,
    isFlagged: state.together.flagged.has(name),
  }));
  return anomalySigns(voters, carriers);
}

function contradict(
  { proposal, votes, conflicting }: Proposal,
  { origin }: Caller,
  wish: Wish<'vote.cast'>,
): readonly Draft[] | Same {
  const { agent } = origin;
  const before = conflicting.get(agent);
  if (before !== undefined) return { sameAs: before.key };
  const first = votes.get(agent);
  assert(first !== undefined, 'who contradicts itself has voted');
  const { vote, seq } = first;
  const second = { vote: wish.body.vote };
  return [
    stated(origin, wish, proposal, 'vote.conflicting'),
    recorded('agent.flagged', {
      subject: proposal,
      stream: agent,
      cause: wish.key,
      content: { proposal, agent, first: { vote, seq }, second },
    }),
  ];
}
