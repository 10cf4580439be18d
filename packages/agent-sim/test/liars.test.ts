import { describe, expect, test } from '@jest/globals';
import type { BehaviourName } from '@lighthouse/contract/behaviours';
import { ATTACKS, attacksOf, createCrowd } from '../src/index.ts';
import type { AttackOperation, Crowd, CrowdSpec, GroupSpec } from '../src/index.ts';

const WORKLOAD = {
  ratePerSecond: 10,
  arrival: 'constant',
  mix: { safe: 1, risky: 1, complex: 1 },
  stepCount: 1,
  contentBytes: 10,
} as const;
const REVIEW = { approveShare: 0.5, delayMeanUs: 1000 };

function crowdOf(groups: readonly Partial<GroupSpec>[], seed = 7): CrowdSpec {
  let firstIndex = 0;
  const placed = groups.map((group) => {
    const whole: GroupSpec = {
      role: 'builder',
      behaviour: 'honest',
      firstIndex,
      count: 2,
      workload: WORKLOAD,
      review: null,
      ...group,
    };
    firstIndex += whole.count;
    return whole;
  });
  return { seed, rampUs: 0, endUs: 60e6, groups: placed };
}

function liars(behaviours: readonly BehaviourName[], more: Partial<GroupSpec> = {}, band?: string) {
  const lies = { behaviours, ...(band === undefined ? {} : { band }) };
  return { behaviour: 'mixed', lies, ...more } as const;
}

function turns(crowd: Crowd, position: number, count: number) {
  return Array.from({ length: count }, () => crowd.next(position));
}

function attacksIn(crowd: Crowd, position: number, count: number): AttackOperation[] {
  return turns(crowd, position, count).flatMap((turn) => (turn?.kind === 'attack' ? turn : []));
}

test('the same seed lies the same, another one otherwise, whatever the shards', () => {
  const spec = crowdOf([{}, liars(['malicious'])]);
  const whole = attacksIn(createCrowd(spec), 3, 100);
  expect(attacksIn(createCrowd(spec, { first: 3, step: 4 }), 0, 100)).toEqual(whole);
  expect(attacksIn(createCrowd({ ...spec, seed: 8 }), 3, 100)).not.toEqual(whole);
});

test('a builder that lies is honest every fourth time', () => {
  const kinds = turns(createCrowd(crowdOf([{}, liars(['replay'])])), 2, 12).map(
    (turn) => turn?.kind,
  );
  const round = ['command', 'attack', 'attack', 'attack'];
  expect(kinds).toEqual([...round, ...round, ...round]);
});

test.each(['builder', 'expert'] as const)('each round of a %s has every attack once', (role) => {
  const names = attacksOf(['malicious', 'random'], role);
  const crowd = createCrowd(crowdOf([{}, liars(['malicious', 'random'], { role })]));
  const played = attacksIn(crowd, 2, names.length * 3).map(({ name }) => name);
  expect(played.slice(0, names.length).toSorted()).toEqual(names.toSorted());
  expect(played.slice(names.length, 2 * names.length)).not.toEqual(played.slice(0, names.length));
});

test('a builder that is only silent never says a word', () => {
  const crowd = createCrowd(crowdOf([{}, liars(['silent'])]));
  const names = attacksIn(crowd, 2, 12).map(({ name }) => name);
  expect(names).toEqual(Array.from({ length: 12 }, () => 'says-nothing'));
});

test('the statements of a scheme have keys of their own, by agent and number', () => {
  const schemes = attacksIn(
    createCrowd(crowdOf([{}, liars(['vote-fraud', 'lease-fraud'])])),
    2,
    90,
  );
  const own = schemes
    .flatMap(({ trick }) => (trick.kind === 'scheme' ? [...trick.before, ...trick.lies] : []))
    .filter(({ number }) => number !== 0);
  expect(own.length).toBeGreaterThan(100);
  expect(new Set(own.map(({ key }) => key)).size).toBe(own.length);
  for (const { key, number } of own) {
    expect(key).toBe(`builder-0002-${number}`);
    expect(number).toBeLessThan(2 ** 32);
  }
});

test('a victim is an honest agent, and never the liar itself', () => {
  const spec = crowdOf([liars(['forge-identity'], { count: 3 }), { count: 2 }]);
  const crowd = createCrowd(spec);
  const named = [0, 1, 2].flatMap((position) =>
    attacksIn(crowd, position, 100).flatMap(({ trick }) => {
      const signed = trick.kind === 'request' ? trick.request.signed : 'not';
      return typeof signed === 'object' && signed.agent !== undefined ? [signed.agent] : [];
    }),
  );
  expect(new Set(named)).toEqual(new Set(['builder-0003', 'builder-0004']));
});

test('agents of one band do the same to the same victim, others do not', () => {
  const sequence = (band?: string) => {
    const crowd = createCrowd(crowdOf([{ count: 50 }, liars(['malicious'], {}, band)]));
    return [50, 51].map((position) =>
      attacksIn(crowd, position, 60).map(({ name, trick }) => {
        const isRevocation = name === 'revokes-another' && trick.kind === 'request';
        return isRevocation ? trick.request.path : name;
      }),
    );
  };
  const [one, other] = sequence('band');
  expect(other).toEqual(one);
  const [alone, apart] = sequence();
  expect(apart).not.toEqual(alone);
});

describe('an expert', () => {
  const question = { command: 'c-1', action: 'deploy.x', target: 't', agent: 'builder-0000' };
  const expert = (behaviours: readonly BehaviourName[]) =>
    createCrowd(crowdOf([{}, liars(behaviours, { role: 'expert', review: REVIEW })]));

  test('that is silent does not answer', () => {
    expect(expert(['silent']).review(2, question)).toMatchObject({
      kind: 'attack',
      name: 'does-not-answer',
      trick: { kind: 'silence' },
    });
  });

  test('that equivocates answers both ways, under two keys of its own', () => {
    const attack = expert(['equivocate']).review(2, question);
    expect(attack).toMatchObject({ name: 'answers-both-ways', trick: { kind: 'rivals' } });
    const { trick } = attack as AttackOperation;
    const statements = trick.kind === 'rivals' ? trick.statements : [];
    expect(statements.map(({ key }) => key)).toEqual(['expert-0002-1', 'expert-0002-2']);
    const verdicts = statements.map(
      ({ body }) => (JSON.parse(body) as { verdict: string }).verdict,
    );
    expect(verdicts).toEqual(['approve', 'reject']);
  });

  test('that lies in other ways answers what it is asked', () => {
    expect(expert(['replay']).review(2, question)).toMatchObject({ kind: 'review' });
  });
});

test('every attack can be drawn at any seed, and stays plain data', () => {
  for (let seed = 0; seed < 50; seed++)
    for (const role of ['builder', 'expert'] as const) {
      const spec = crowdOf(
        [{}, liars(['malicious', 'random', 'flood', 'slowloris'], { role })],
        seed,
      );
      for (const { trick } of attacksIn(createCrowd(spec), 2, 120))
        expect(structuredClone(trick)).toEqual(trick);
    }
  expect(Object.keys(ATTACKS).length).toBeGreaterThan(40);
});
