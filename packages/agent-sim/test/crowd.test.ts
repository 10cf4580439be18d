import { describe, expect, test } from '@jest/globals';
import { classOfAction } from '@lighthouse/contract/commands';
import { isName } from '@lighthouse/contract';
import fc from 'fast-check';
import { AgentNames, createCrowd } from '../src/index.ts';
import type {
  CommandOperation,
  Crowd,
  CrowdSpec,
  GroupSpec,
  ReviewOperation,
} from '../src/index.ts';

const SECOND = 1e6;
const REVIEW = { approveShare: 0.75, delayMeanUs: 5000 };

const builders: GroupSpec = {
  role: 'builder',
  behaviour: 'honest',
  firstIndex: 0,
  count: 7,
  workload: {
    ratePerSecond: 5,
    arrival: 'poisson',
    mix: { safe: 70, risky: 20, complex: 10 },
    stepCount: 3,
    contentBytes: 100,
  },
  review: null,
};
const experts: GroupSpec = {
  role: 'expert',
  behaviour: 'honest',
  firstIndex: 7,
  count: 3,
  workload: null,
  review: REVIEW,
};
const spec: CrowdSpec = {
  seed: 42,
  rampUs: SECOND,
  endUs: 20 * SECOND,
  groups: [builders, experts],
};

function schedule(crowd: Crowd, position: number): CommandOperation[] {
  const operations: CommandOperation[] = [];
  for (;;) {
    const atUs = crowd.nextAtUs(position);
    const operation = crowd.next(position);
    if (operation?.kind !== 'command') return operations;
    if (operation.atUs !== atUs)
      throw new Error(`intended at ${operation.atUs}, announced ${atUs}`);
    operations.push(operation);
  }
}

function scheduleByIndex(crowdSpec: CrowdSpec, step: number): Map<number, CommandOperation[]> {
  const byIndex = new Map<number, CommandOperation[]>();
  for (let first = 0; first < step; first += 1) {
    const crowd = createCrowd(crowdSpec, { first, step });
    for (let position = 0; position < crowd.size; position += 1) {
      byIndex.set(crowd.identity(position).index, schedule(crowd, position));
    }
  }
  return byIndex;
}

test('what agents do does not depend on how many shards they are split into', () => {
  const whole = scheduleByIndex(spec, 1);
  expect([...whole.keys()].toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const step of [2, 3, 10, 16]) expect(scheduleByIndex(spec, step)).toEqual(whole);
});

test('another seed gives another schedule', () => {
  expect(scheduleByIndex({ ...spec, seed: 43 }, 1)).not.toEqual(scheduleByIndex(spec, 1));
});

test('an agent starts in its turn and stops at the end', () => {
  const crowd = createCrowd(spec);
  for (let position = 0; position < crowd.size; position += 1) {
    const { startUs } = crowd.identity(position);
    expect(startUs).toBe(position * 100_000);
    const times = schedule(crowd, position).map(({ atUs }) => atUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const isRight = (at: number) => at >= startUs && at < spec.endUs && Number.isInteger(at);
    expect(times.filter((at) => !isRight(at))).toEqual([]);
    expect(crowd.nextAtUs(position)).toBe(Number.POSITIVE_INFINITY);
  }
});

test('experts have nothing to do of their own accord', () => {
  const crowd = createCrowd(spec);
  expect(crowd.nextAtUs(8)).toBe(Number.POSITIVE_INFINITY);
  expect(crowd.next(8)).toBeUndefined();
});

test('operations are numbered from 1 and keyed by name and number', () => {
  const operations = schedule(createCrowd(spec, { first: 3, step: 10 }), 0);
  expect(operations.length).toBeGreaterThan(20);
  operations.forEach((operation, index) => {
    expect(operation).toMatchObject({
      agent: 3,
      number: index + 1,
      key: `builder-0003-${index + 1}`,
    });
  });
});

describe('commands', () => {
  const all = [...scheduleByIndex({ ...spec, endUs: 200 * SECOND }, 1).values()].flat();

  test('follow the mix', () => {
    for (const [commandClass, share] of [
      ['safe', 0.7],
      ['risky', 0.2],
      ['complex', 0.1],
    ] as const) {
      const count = all.filter((operation) => operation.commandClass === commandClass).length;
      const sigma = Math.sqrt(all.length * share * (1 - share));
      expect(Math.abs(count - all.length * share)).toBeLessThan(4 * sigma);
    }
  });

  test('ask for an action of their class, with steps when complex', () => {
    const isRight = ({ commandClass, request }: CommandOperation): boolean =>
      classOfAction(request.action) === commandClass &&
      request.steps.length === (commandClass === 'complex' ? 3 : 0);
    expect(all.filter((operation) => !isRight(operation))).toEqual([]);
  });

  test('carry as many bytes as asked for', () => {
    const texts = all.flatMap(({ request }) => [request.content, ...request.steps]);
    expect(texts.filter((text) => Buffer.byteLength(text) !== 100)).toEqual([]);
  });

  test('are all different', () => {
    expect(new Set(all.map(({ request }) => request.target)).size).toBe(all.length);
    expect(new Set(all.map(({ request }) => request.content)).size).toBe(all.length);
  });
});

test.each([0, 1, 10, 65_536])('content may have %p bytes', (contentBytes) => {
  const workload = { ...builders.workload!, contentBytes, mix: { safe: 0, risky: 0, complex: 1 } };
  const crowd = createCrowd({ ...spec, groups: [{ ...builders, workload }] });
  const { request } = crowd.next(0) as CommandOperation;
  expect([request.content, ...request.steps].map((text) => text.length)).toEqual(
    Array.from({ length: 4 }, () => contentBytes),
  );
});

describe('an expert', () => {
  const question = (n: number) => ({
    command: `c-${n}`,
    action: 'deploy.staging',
    target: `area-1/0-${n}`,
    agent: 'builder-0000',
  });

  const review = (crowd: Crowd, position: number, n: number) =>
    crowd.review(position, question(n)) as ReviewOperation;

  test('decides from the question, whoever is asked and in whatever order', () => {
    const crowd = createCrowd(spec);
    const asked = [1, 2, 3, 4, 5].map((n) => review(crowd, 7, n));
    const other = createCrowd(spec, { first: 9, step: 10 });
    const askedAgain = [5, 4, 3, 2, 1].map((n) => review(other, 0, n)).reverse();
    expect(askedAgain.map(({ request, afterUs }) => ({ request, afterUs }))).toEqual(
      asked.map(({ request, afterUs }) => ({ request, afterUs })),
    );
  });

  test('approves its share and takes its time', () => {
    const crowd = createCrowd(spec);
    const count = 20_000;
    const answers = Array.from({ length: count }, (_, n) => review(crowd, 8, n));
    const approved = answers.filter(({ request }) => request.verdict === 'approve').length;
    expect(Math.abs(approved / count - 0.75)).toBeLessThan(0.015);
    const meanUs = answers.reduce((sum, { afterUs }) => sum + afterUs, 0) / count;
    expect(Math.abs(meanUs - 5000)).toBeLessThan((4 * 5000) / Math.sqrt(count));
    expect(answers.at(-1)).toMatchObject({ agent: 8, number: count, key: `expert-0008-${count}` });
  });

  test('is the only one who can be asked', () => {
    expect(() => createCrowd(spec).review(0, question(1))).toThrow('answers no reviews');
  });
});

test('a name is read back, and no other name is', () => {
  const names = new AgentNames(spec, 'run7-');
  for (let index = 0; index < names.count; index += 1) {
    expect(isName(names.nameOf(index))).toBe(true);
    expect(names.indexOf(names.nameOf(index))).toBe(index);
  }
  for (const name of [
    'builder-0001',
    'run7-expert-0001',
    'run7-builder-0010',
    'run7-builder-1',
    '',
  ]) {
    expect(names.indexOf(name)).toBeUndefined();
  }
  fc.assert(fc.property(fc.string(), (text) => names.indexOf(text) === undefined));
});

test('every arrival of every agent is within its rate, for any crowd', () => {
  fc.assert(
    fc.property(
      fc.record({
        seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
        arrival: fc.constantFrom('constant' as const, 'poisson' as const, 'bursty' as const),
        ratePerSecond: fc.double({ min: 0.1, max: 20, noNaN: true }),
      }),
      ({ seed, arrival, ratePerSecond }) => {
        const workload = { ...builders.workload!, arrival, ratePerSecond, contentBytes: 0 };
        const crowd = createCrowd({ ...spec, seed, groups: [{ ...builders, workload }] });
        let count = 0;
        for (let position = 0; position < crowd.size; position += 1) {
          count += schedule(crowd, position).length;
        }
        // Seven agents, started evenly over a second of twenty.
        const expected = ratePerSecond * (7 * 20 - 3);
        expect(Math.abs(count - expected)).toBeLessThan(7 + 6 * Math.sqrt(expected * 9));
      },
    ),
    { numRuns: 30 },
  );
});
