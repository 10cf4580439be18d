import { expect, test } from '@jest/globals';
import type { Vote } from '@lighthouse/contract/coordination';
import { anomalySigns, faultsBorneBy, quorumOf, receive, statusOf } from './voting.ts';

/** What a colluder may do with its one slot. */
const STRATEGIES = ['yes', 'no', 'yes-then-no', 'no-then-yes', 'silent', 'late'] as const;
type Strategy = (typeof STRATEGIES)[number];

interface Outcome {
  readonly status: ReturnType<typeof statusOf>;
  readonly yes: number;
  readonly no: number;
}

interface Act {
  readonly voter: number;
  readonly vote: Vote;
}

const NAMES = Array.from({ length: 14 }, (_, index) => `v${index}`);

/** Lets votes come in one after the other, by the rules alone. */
function hold(voterCount: number, acts: readonly Act[]): Outcome {
  const roster = new Set(NAMES.slice(0, voterCount));
  const votes = new Map<string, { vote: Vote }>();
  let [yes, no] = [0, 0];
  let status: Outcome['status'] = 'open';
  for (const { voter, vote } of acts) {
    const name = NAMES[voter] ?? '';
    if (receive({ roster, votes, status, isExpired: false }, name, vote) !== 'counted') continue;
    votes.set(name, { vote });
    if (vote === 'yes') yes++;
    else no++;
    status = statusOf({ voterCount, yes, no });
  }
  return { status, yes, no };
}

function actsOf(voter: number, strategy: Strategy): Act[] {
  switch (strategy) {
    case 'yes':
    case 'late':
      return [{ voter, vote: 'yes' }];
    case 'no':
      return [{ voter, vote: 'no' }];
    case 'yes-then-no':
      return [...actsOf(voter, 'yes'), ...actsOf(voter, 'no')];
    case 'no-then-yes':
      return [...actsOf(voter, 'no'), ...actsOf(voter, 'yes')];
    case 'silent':
      return [];
  }
}

/** Colluders have the first numbers. Those that are late come after all honest ones. */
function actsOfAll(
  strategies: readonly Strategy[],
  honest: readonly Vote[],
  colludersFirst: boolean,
): Act[] {
  const c = strategies.length;
  const inTime = strategies.flatMap((strategy, i) =>
    strategy === 'late' ? [] : actsOf(i, strategy),
  );
  const late = strategies.flatMap((strategy, i) =>
    strategy === 'late' ? actsOf(i, strategy) : [],
  );
  const truth = honest.map((vote, index) => ({ voter: c + index, vote }));
  return colludersFirst ? [...inTime, ...truth, ...late] : [...truth, ...inTime, ...late];
}

/** All ways to give `count` colluders strategies, order aside. */
function* multisets(count: number, from = 0): Generator<Strategy[]> {
  if (count === 0) {
    yield [];
    return;
  }
  for (let kind = from; kind < STRATEGIES.length; kind++)
    for (const rest of multisets(count - 1, kind)) yield [STRATEGIES[kind] ?? 'silent', ...rest];
}

function* sequences(count: number): Generator<Strategy[]> {
  if (count === 0) yield [];
  else
    for (const strategy of STRATEGIES)
      for (const rest of sequences(count - 1)) yield [strategy, ...rest];
}

function votesOf(yes: number, no: number): Vote[] {
  return [...Array<Vote>(yes).fill('yes'), ...Array<Vote>(no).fill('no')];
}

/** What must hold of one outcome; undefined when all of it does. */
function violation(n: number, c: number, honest: { yes: number; no: number }, outcome: Outcome) {
  const [f, q] = [faultsBorneBy(n), quorumOf(n)];
  const honestCount = n - c;
  const winner = { approved: honest.yes, rejected: honest.no }[outcome.status as 'approved'];
  if (outcome.yes + outcome.no > n) return 'somebody was counted twice';
  if (c < q && winner === 0) return 'colluders decided alone';
  if (c <= f && winner !== undefined && winner * 2 <= honestCount)
    return 'decided without a majority of the honest';
  if (c <= f && honest.no === 0 && outcome.status !== 'approved') return 'not approved';
  if (c <= f && honest.yes === 0 && outcome.status !== 'rejected') return 'not rejected';
  return undefined;
}

test('the quorums of 4 to 13 are those of the formula: two share an honest voter', () => {
  const ns = [4, 5, 6, 7, 8, 9, 10, 11, 12, 13];
  expect(ns.map(faultsBorneBy)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3, 4]);
  expect(ns.map(quorumOf)).toEqual([3, 4, 4, 5, 6, 6, 7, 8, 8, 9]);
  for (const n of ns) {
    expect(2 * quorumOf(n) - n).toBeGreaterThan(faultsBorneBy(n));
    expect(n - faultsBorneBy(n)).toBeGreaterThanOrEqual(quorumOf(n));
  }
});

/**
 * The rules look at votes only by how many there are of each side and at voters only by whether
 * they have voted, so that which of the colluders does what makes no difference (the next test
 * tries them all where that can be done). Of the orders in which votes come, those in which all
 * colluders come first or last are the extremes: an outcome depends on the order only by which
 * votes come after the decision and are not counted.
 */
test('for 4 to 13 voters and any number of colluders, whatever they do, the rules hold', () => {
  let count = 0;
  const violations: unknown[] = [];
  for (let n = 4; n <= 13; n++)
    for (let c = 0; c <= n; c++)
      for (const strategies of multisets(c))
        for (let yes = 0; yes <= n - c; yes++) {
          const honest = { yes, no: n - c - yes };
          const votes = votesOf(honest.yes, honest.no);
          for (const colludersFirst of [true, false]) {
            count++;
            const outcome = hold(n, actsOfAll(strategies, votes, colludersFirst));
            const found = violation(n, c, honest, outcome);
            if (found !== undefined) violations.push({ found, n, c, strategies, honest });
          }
        }
  expect(violations).toEqual([]);
  expect(count).toBeGreaterThan(100_000);
});

test('for 4 and 5 voters the same is true of every colluder alone, and every order', () => {
  const violations: unknown[] = [];
  for (const n of [4, 5])
    for (let c = 0; c <= 2; c++)
      for (const strategies of sequences(c))
        for (let yes = 0; yes <= n - c; yes++) {
          const honest = { yes, no: n - c - yes };
          const acts = actsOfAll(strategies, votesOf(honest.yes, honest.no), true);
          for (const order of interleavings(acts)) {
            const found = violation(n, c, honest, hold(n, order));
            if (found !== undefined) violations.push({ found, n, c, strategies, honest, order });
          }
        }
  expect(violations).toEqual([]);
});

/** All orders of acts in which each voter's own keep theirs. */
function* interleavings(acts: readonly Act[]): Generator<Act[]> {
  if (acts.length === 0) yield [];
  const begun = new Set<number>();
  for (const [index, act] of acts.entries()) {
    if (begun.has(act.voter)) continue;
    begun.add(act.voter);
    for (const rest of interleavings(acts.toSpliced(index, 1))) yield [act, ...rest];
  }
}

test('beyond what is borne: more than f colluders can block, a quorum of them can do anything', () => {
  for (let n = 4; n <= 13; n++) {
    const [f, q] = [faultsBorneBy(n), quorumOf(n)];
    // Silent, they keep those who agree from a quorum as soon as fewer than q are left.
    const blockers = n - q + 1;
    expect(blockers).toBeGreaterThan(f);
    const silence = Array<Strategy>(blockers).fill('silent');
    expect(hold(n, actsOfAll(silence, votesOf(n - blockers, 0), true)).status).toBe('open');
    const bought = Array<Strategy>(q).fill('yes');
    expect(hold(n, actsOfAll(bought, votesOf(0, n - q), true)).status).toBe('approved');
    const oneLess = Array<Strategy>(q - 1).fill('yes');
    expect(hold(n, actsOfAll(oneLess, votesOf(0, n - q + 1), true)).status).not.toBe('approved');
  }
});

test('a vote is received as the state of its ballot says', () => {
  const ballot = {
    roster: new Set(['a', 'b']),
    votes: new Map([['a', { vote: 'yes' } as const]]),
    status: 'open',
    isExpired: false,
  } as const;
  expect(receive(ballot, 'x', 'yes')).toBe('not-on-roster');
  expect(receive(ballot, 'b', 'yes')).toBe('counted');
  expect(receive(ballot, 'a', 'yes')).toBe('repeated');
  expect(receive({ ...ballot, isExpired: true }, 'a', 'no')).toBe('equivocation');
  expect(receive({ ...ballot, isExpired: true }, 'b', 'no')).toBe('expired');
  expect(receive({ ...ballot, status: 'approved' }, 'b', 'no')).toBe('decided');
});

test('what only those have in common who carried a proposal is a sign', () => {
  const voter = (name: string, issuer: string, isFlagged = false) => ({ name, issuer, isFlagged });
  const yes = new Set(['a', 'b', 'c']);
  const [a, b, c] = [voter('a', 'x'), voter('b', 'x'), voter('c', 'x')];
  expect(anomalySigns([a, b, c, voter('d', 'y')], yes)).toEqual(['one-issuer']);
  expect(anomalySigns([a, b, c, voter('d', 'x')], yes)).toEqual([]);
  expect(anomalySigns([a, b, voter('c', 'x', true), voter('d', 'x')], yes)).toEqual([
    'liars-needed',
  ]);
});
