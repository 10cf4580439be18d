import type { Vote } from '@lighthouse/contract/coordination';
import { API_PATHS } from '@lighthouse/contract/api-paths';
import type { Attack, Hand, Scene, Scheme, Step } from './attack.ts';
import { pick } from './draw.ts';
import { partnerName, StepWriter } from './scheme.ts';

/** Long enough for every scheme, and soon over: what stays open counts against its maker. */
const VOTING_MS = 30_000;
const SHORTEST_MS = 50;
const SURELY_OVER_MS = 200;

/** Votes that must not count: twice, late, unasked, and together with others against the quorum. */
export const VOTE_ATTACKS = {
  'votes-both-ways': {
    behaviour: 'equivocate',
    rows: [11],
    tried: 'votes yes and no on one proposal at the same moment',
    expected: 'one vote counts, the other is kept and answered 409 EQUIVOCATION',
    right: { refusals: ['EQUIVOCATION'] },
    draw: (scene) => voteBothWays(scene, 'self'),
  },
  'twin-votes-otherwise': {
    behaviour: 'twins',
    rows: [11],
    tried: 'votes yes in one session and no in another, at the same moment',
    expected: 'one vote counts, the other is kept and answered 409 EQUIVOCATION',
    right: { refusals: ['EQUIVOCATION'] },
    draw: (scene) => voteBothWays(scene, 'twin'),
  },
  'votes-twice': {
    behaviour: 'vote-fraud',
    rows: [12],
    tried: 'votes the same way again, under another key',
    expected: 'the first answer with its receipt; the vote counts once',
    right: { refusals: ['ALREADY_DECIDED'], fine: 'first-answer' },
    draw: (scene) => {
      const ballot = new Ballot(scene);
      const open = ballot.open(['self', 'victim']);
      const first = ballot.vote('self', 'yes');
      const lies = [ballot.vote('self', 'yes'), ballot.vote('self', 'yes')];
      return { kind: 'scheme', before: [open, first], lies, seen: { status: 'open', votesMax: 1 } };
    },
  },
  'votes-from-outside': {
    behaviour: 'vote-fraud',
    rows: [14, 15],
    tried: 'votes without being on the roster, itself and by an agent that it registered for it',
    expected: '403 FORBIDDEN or 404 NOT_FOUND',
    right: { refusals: ['FORBIDDEN', 'NOT_FOUND'] },
    draw: (scene) => {
      const ballot = new Ballot(scene);
      const open = ballot.open(['victim']);
      const lies = [ballot.vote('self', 'yes'), ballot.vote('partner', 'yes')];
      return { kind: 'scheme', before: [open], lies, seen: { status: 'open', votesMax: 0 } };
    },
  },
  'votes-after-decision': {
    behaviour: 'vote-fraud',
    rows: [13],
    tried: 'votes when the proposal is decided',
    expected: '409 ALREADY_DECIDED',
    right: { refusals: ['ALREADY_DECIDED'] },
    draw: (scene) => {
      const ballot = new Ballot(scene);
      const open = ballot.open(['self', 'partner', 'second-partner']);
      const decided = [ballot.vote('partner', 'yes'), ballot.vote('second-partner', 'yes')];
      const lies = [ballot.vote('self', pick(scene.random, ['yes', 'no']))];
      const seen = { status: 'approved', votesMax: 2 } as const;
      return { kind: 'scheme', before: [open, ...decided], lies, seen };
    },
  },
  'votes-too-late': {
    behaviour: 'vote-fraud',
    rows: [13, 19],
    tried: 'votes when the time for it is over',
    expected: '410 EXPIRED, and the proposal is undecided',
    right: { refusals: ['EXPIRED'] },
    draw: (scene) => {
      const ballot = new Ballot(scene);
      const open = ballot.open(['self'], SHORTEST_MS);
      const lies = [ballot.vote('self', 'yes', SURELY_OVER_MS)];
      return { kind: 'scheme', before: [open], lies };
    },
  },
  'votes-on-nothing': {
    behaviour: 'vote-fraud',
    rows: [13],
    tried: 'votes on a proposal that there is not',
    expected: '404 NOT_FOUND',
    right: { refusals: ['NOT_FOUND'] },
    draw: ({ random, key }) => {
      const path = `${API_PATHS.proposals}/p-${random.uint32()}/votes`;
      const request = { method: 'POST', path, key, body: '{"vote":"yes"}', signed: {} } as const;
      return { kind: 'request', request: { ...request, leaves: 'statement' } };
    },
  },
  'colludes-below-quorum': {
    behaviour: 'vote-fraud',
    rows: [16, 17],
    tried: 'votes yes with a partner, each several times, as two of four where three decide',
    expected: 'two votes, and no decision',
    right: { refusals: ['EQUIVOCATION'], fine: 'as-ignored' },
    draw: (scene) => {
      const ballot = new Ballot(scene);
      const open = ballot.open(['self', 'partner', 'second-partner', 'victim']);
      const first = [ballot.vote('self', 'yes'), ballot.vote('partner', 'yes')];
      const lies = [ballot.vote('self', 'yes'), ballot.vote('partner', 'yes')];
      const seen = { status: 'open', votesMax: 2 } as const;
      return { kind: 'scheme', before: [open, ...first], lies: [...lies], seen };
    },
  },
  'colludes-to-decide-again': {
    behaviour: 'vote-fraud',
    rows: [13, 18],
    tried: 'decides a proposal with a partner, and then both vote the other way',
    expected: 'the votes are kept and answered 409 EQUIVOCATION; the decision stands',
    right: { refusals: ['EQUIVOCATION', 'ALREADY_DECIDED'] },
    draw: (scene) => {
      const ballot = new Ballot(scene);
      const open = ballot.open(['self', 'partner']);
      const first = [ballot.vote('self', 'yes'), ballot.vote('partner', 'yes')];
      const lies = [ballot.vote('self', 'no'), ballot.vote('partner', 'no')];
      const seen = { status: 'approved', votesMax: 2 } as const;
      return { kind: 'scheme', before: [open, ...first], lies, seen };
    },
  },
} as const satisfies Readonly<Record<string, Attack>>;

function voteBothWays(scene: Scene, other: Hand): Scheme {
  const ballot = new Ballot(scene);
  const open = ballot.open(['self', 'victim']);
  const lies = [ballot.vote('self', 'yes'), ballot.vote(other, 'no')];
  const seen = { status: 'open', votesMax: 1 } as const;
  return { kind: 'scheme', before: [open], lies, takenMax: 1, seen };
}

/** Writes what is said about one proposal, which the liar opens itself. */
class Ballot {
  readonly #scene: Scene;
  readonly #writer: StepWriter;

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#writer = new StepWriter(scene);
  }

  open(roster: readonly (Exclude<Hand, 'twin'> | 'victim')[], timeoutMs = VOTING_MS): Step {
    const { self, victim, key } = this.#scene;
    const names = roster.map((who) => {
      if (who === 'self') return self.name;
      return who === 'victim' ? victim.name : partnerName(self.name, who);
    });
    const body = { title: key, content: '', roster: { agents: names }, timeoutMs };
    return this.#writer.step('self', 'proposal.opened', body);
  }

  vote(by: Hand, vote: Vote, afterMs?: number): Step {
    return this.#writer.step(by, 'vote.cast', { vote }, afterMs === undefined ? {} : { afterMs });
  }
}
