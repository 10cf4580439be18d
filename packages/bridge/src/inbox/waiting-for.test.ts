import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Coordination } from '../domain/coordination.ts';
import type { CoordinationFact } from '../domain/coordination-facts.ts';
import { Reviews } from '../domain/reviews.ts';
import { waitingFor } from './waiting-for.ts';

const AGENTS = ['ada', 'bob', 'cyd'];
const IDS = ['one', 'two', 'three', 'four'];
const LATER = '2030-01-01T00:00:00.000Z';

interface Shared {
  readonly reviews: Reviews;
  readonly together: Coordination;
}

type Step = (shared: Shared, seq: number) => void;

const agent = fc.constantFrom(...AGENTS);
const id = fc.constantFrom(...IDS);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(id, agent).map(([command, expert]) => requested(command, expert)),
  id.map(
    (command): Step =>
      ({ reviews }) =>
        reviews.close(command, 'decided'),
  ),
  fc.tuple(id, fc.subarray(AGENTS)).map(([proposal, roster]) => proposed(proposal, roster)),
  fc.tuple(id, agent).map(([proposal, voter]) => voted(proposal, voter)),
  id.map((subject) => told({ ...plain(subject), kind: 'proposal.rejected', content: decision })),
  id.map((task) => madeTask(task)),
  fc
    .tuple(fc.constantFrom('task.delegated', 'task.leased', 'lease.extended'), id, agent)
    .map(([kind, task, holder]) => leased(kind, task, holder)),
  id.map((task) => told({ ...plain(task), kind: 'task.expired', content: { task } })),
  fc.tuple(id, agent).map(([task, holder]) => leaseOver(task, holder)),
  fc.tuple(id, agent).map(([question, to]) => asked(question, to)),
  id.map((elicitation) =>
    told({ ...plain(elicitation), kind: 'elicitation.expired', content: { elicitation } }),
  ),
);

test('what waits for an agent is what is found by going through all that is open', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const shared = { reviews: new Reviews(), together: new Coordination() };
      for (const [index, take] of steps.entries()) {
        take(shared, index + 1);
        for (const name of AGENTS) {
          const waiting = waitingFor(name, shared);
          for (const { message } of waiting) seen.add(message?.kind ?? 'elicitation.asked');
          expect(waiting.map(({ seq }) => seq)).toEqual(seqsByGoingThroughAll(name, shared));
        }
      }
    }),
    { numRuns: 100, seed: 5 },
  );
  const kinds = ['elicitation.asked', 'proposal.opened', 'review.requested', 'task.delegated'];
  expect([...seen].toSorted()).toEqual(kinds);
});

/** The simple version. */
function seqsByGoingThroughAll(name: string, { reviews, together }: Shared): number[] {
  const { proposals, tasks, elicitations } = together;
  return [
    ...[...reviews.all()].filter(({ expert }) => expert === name).map(({ seq }) => seq),
    ...[...proposals.subjects.allOpen()]
      .filter(({ roster, votes }) => roster.has(name) && !votes.has(name))
      .map(({ seq }) => seq),
    ...[...tasks.subjects.allOpen()]
      .filter(({ lease }) => lease?.holder === name)
      .flatMap(({ delegatedSeq }) => delegatedSeq ?? []),
    ...[...elicitations.subjects.allOpen()].filter(({ to }) => to === name).map(({ seq }) => seq),
  ].toSorted((a, b) => a - b);
}

const decision = { proposal: '', yes: 0, no: 0, by: 'votes' } as const;

function told(fact: CoordinationFact): Step {
  return ({ together }, seq) => {
    together.apply(fact, { seq, mac: '' });
  };
}

function plain(subject: string) {
  return { subject, stream: 'zoe', cause: undefined };
}

/** An id stands for one thing until it is over. */
function unlessOpen(isOpen: (shared: Shared) => boolean, take: Step): Step {
  return (shared, seq) => {
    if (!isOpen(shared)) take(shared, seq);
  };
}

function requested(command: string, expert: string): Step {
  const review = { command, expert, agent: 'zoe', action: 'look', target: '', expiresAtMs: 1 };
  return unlessOpen(
    ({ reviews }) => reviews.get(command) !== undefined,
    ({ reviews }, seq) =>
      reviews.request({ kind: 'review.requested', ...review }, { key: command, seq }),
  );
}

function proposed(proposal: string, roster: string[]): Step {
  const content = { proposal, title: '', roster, faults: 0, quorum: 2, expiresAt: LATER };
  return unlessOpen(
    ({ together }) => together.proposals.subjects.getOpen(proposal) !== undefined,
    told({ ...plain(proposal), kind: 'roster.fixed', content }),
  );
}

function stated(subject: string, name: string) {
  const origin = { agent: name, credential: 1, session: 's', nonce: 1 };
  return { subject, origin, key: 'key', digest: 'digest' };
}

/** Nobody votes twice or without being asked: that is refused before it is a fact. */
function voted(proposal: string, voter: string): Step {
  const fact = { ...stated(proposal, voter), kind: 'vote.cast', body: { vote: 'yes' } } as const;
  return unlessOpen(({ together }) => {
    const open = together.proposals.subjects.getOpen(proposal);
    return open?.roster.has(voter) !== true || open.votes.has(voter);
  }, told(fact));
}

function madeTask(task: string): Step {
  const body = { title: '', content: '', leaseMs: 1000, timeoutMs: 1000 };
  return unlessOpen(
    ({ together }) => together.tasks.subjects.getOpen(task) !== undefined,
    told({ ...stated(task, 'zoe'), kind: 'task.created', body }),
  );
}

function leased(
  kind: 'task.delegated' | 'task.leased' | 'lease.extended',
  task: string,
  holder: string,
): Step {
  const lease = { task, holder, fence: 1, leaseUntil: LATER };
  const content = { ...lease, agent: 'zoe', title: '', capability: '' };
  return told({ ...plain(task), kind, content });
}

function leaseOver(task: string, holder: string): Step {
  return told({ ...plain(task), kind: 'lease.expired', content: { task, holder, fence: 1 } });
}

function asked(elicitation: string, to: string): Step {
  const content = { elicitation, agent: 'zoe', question: '', expiresAt: LATER };
  return unlessOpen(
    ({ together }) => together.elicitations.subjects.getOpen(elicitation) !== undefined,
    told({ ...plain(elicitation), stream: to, kind: 'elicitation.delivered', content }),
  );
}
