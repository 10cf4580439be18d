import { expect, test } from '@jest/globals';
import type { CapacityAnswer } from '@lighthouse/contract/run-answers';
import { capacityText } from './capacity-text.ts';

const plain = (text: string) => text;
const style = { bold: plain, dim: plain, good: plain, bad: plain, unknown: plain };

const STEP: CapacityAnswer['steps'][number] = {
  level: 8,
  outcome: 'missed',
  reasons: ['latency: p(99) < 1ms: is 5 ms'],
  latencyP99: 5,
  operationsPerSecond: 12.4,
  targetCpu: 0.1,
  generatorCpu: null,
  folder: '',
};
const ANSWER: CapacityAnswer = {
  schema: 'lighthouse/capacity/1',
  scenario: 'x',
  by: 'agents',
  slo: ['latency: p(99) < 1ms'],
  capacity: 0,
  notHeld: 8,
  isLowerBound: false,
  limitedBy: { resource: 'disk', why: 'no CPU was busy' },
  confidence: { level: 'high', why: '8 held 0 of 2 times' },
  operationsPerSecond: null,
  stop: 'narrow',
  steps: [STEP],
};

function holds(of: Partial<CapacityAnswer>): string {
  const text = capacityText({ ...ANSWER, ...of }, style as never);
  return /holds {2,}(.*)/.exec(text)?.[1] ?? '';
}

test('a target that holds nothing is told from one of which nothing is known, and why', () => {
  expect(holds({})).toBe('not even the smallest load');
  expect(holds({ isLowerBound: true })).toBe(
    'not known: the generator was the limit from the start',
  );
  const interrupted = { isLowerBound: true, stop: 'interrupted' } as const;
  expect(holds(interrupted)).toBe('not known: stopped before any load held');
  expect(holds({ ...interrupted, steps: [] })).toBe(
    'not known: stopped before the first step was over',
  );
  expect(holds({ isLowerBound: true, stop: 'steps' })).toBe(
    'not known: the search ended before a load held',
  );
});

test('what it holds is said in the unit that was raised', () => {
  const held = { capacity: 1200, operationsPerSecond: 880.4 };
  expect(holds(held)).toBe('1,200 agents (880 operations/s)');
  expect(holds({ ...held, by: 'rate', isLowerBound: true })).toBe(
    'at least 1,200/s (880 operations/s)',
  );
});
