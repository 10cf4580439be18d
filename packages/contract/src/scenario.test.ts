import { expect, test } from '@jest/globals';
import { scenarioSchema } from './index.ts';

const minimal = { name: 'x', agents: [{ role: 'builder', count: 1, rate: '1/s' }] };

test('a threshold may be written as one line or in full', () => {
  const scenario = scenarioSchema.parse({
    ...minimal,
    thresholds: [
      { 'latency{op:command}': 'p(99) < 100ms' },
      { metric: 'errors', limit: 'rate < 1%', abortOnFail: true },
    ],
  });
  expect(scenario.thresholds).toEqual([
    { metric: 'latency{op:command}', limit: 'p(99) < 100ms', abortOnFail: false },
    { metric: 'errors', limit: 'rate < 1%', abortOnFail: true },
  ]);
});

test('what is not said has a default', () => {
  const scenario = scenarioSchema.parse(minimal);
  expect(scenario).toMatchObject({
    seed: 1,
    target: { bridge: 'embedded' },
    load: { drain: '5s', timeout: '10s' },
    tags: [],
  });
  expect(scenario.invariants).toContain('nothing-lost');
});

test.each([
  ['an unknown key', { ...minimal, sped: 3 }],
  ['a negative count', { ...minimal, agents: [{ role: 'builder', count: -1 }] }],
  ['a wrong type', { ...minimal, seed: 'one' }],
  ['no agents', { ...minimal, agents: [] }],
  ['an empty mix', { ...minimal, agents: [{ role: 'builder', count: 1, mix: { safe: 0 } }] }],
  ['an unknown metric', { ...minimal, thresholds: [{ latenzy: 'p(99) < 1ms' }] }],
  ['a limit that does not fit', { ...minimal, thresholds: [{ errors: 'p(99) < 1ms' }] }],
  ['a rate of zero', { ...minimal, agents: [{ role: 'builder', count: 1, rate: '0/s' }] }],
])('%s is refused', (_what, scenario) => {
  expect(scenarioSchema.safeParse(scenario).success).toBe(false);
});
