import { scenarioSchema } from '@lighthouse/contract';
import { BUILTIN_SCENARIOS, readScenario } from '@lighthouse/scenario-file';
import { expect, test } from '@jest/globals';
import { needsOf, scaleNeeds } from './needs.ts';

function builtin(name: string) {
  return readScenario(new TextEncoder().encode(BUILTIN_SCENARIOS[name]), name);
}

test('a thousand agents need their connections, and as many files with room', () => {
  const needs = needsOf(builtin('large'));
  expect(needs).toMatchObject({ agents: 1000, connections: 1200, openFiles: 1640, loadMs: 40_000 });
  // 800 commands a second, and a review for each fifth of them.
  expect(needs.operationsPerSecond).toBeCloseTo(960, 6);
});

test('in the ramp half of the operations are done that full load would do in that time', () => {
  const needs = needsOf(
    scenarioSchema.parse({
      name: 'x',
      agents: [{ role: 'builder', count: 10, rate: '2/s', mix: { safe: 1 } }],
      load: { ramp: '4s', hold: '3s' },
    }),
  );
  expect(needs).toMatchObject({ operationsPerSecond: 20, eventsPerSecond: 40, loadMs: 7000 });
  expect(needs.operations).toBe(20 * 5 + 10);
  expect(needs.events).toBe(40 * 5 + 20);
});

test('what is risky is reviewed only where there are experts', () => {
  const agents = [{ role: 'builder' as const, count: 4, rate: '1/s', mix: { risky: 1 } }];
  const alone = needsOf(scenarioSchema.parse({ name: 'x', agents }));
  const expert = { role: 'expert' as const, count: 1 };
  const reviewed = needsOf(scenarioSchema.parse({ name: 'x', agents: [...agents, expert] }));
  expect(alone).toMatchObject({ operationsPerSecond: 4, eventsPerSecond: 12, connections: 4 });
  expect(reviewed).toMatchObject({ operationsPerSecond: 8, eventsPerSecond: 20, connections: 6 });
});

test('more steps and longer texts need more disk', () => {
  const builder = { role: 'builder', count: 1, rate: '1/s', mix: { complex: 1 } };
  const bytesOf = (group: object) =>
    needsOf(scenarioSchema.parse({ name: 'x', agents: [{ ...builder, ...group }] })).logBytes;
  expect(bytesOf({ complexity: 20 })).toBeGreaterThan(3 * bytesOf({ complexity: 3 }));
  expect(bytesOf({ contentBytes: 4096 })).toBeGreaterThan(3 * bytesOf({ contentBytes: 256 }));
});

test('twice the agents need twice of everything but time and the files of an idle process', () => {
  const needs = needsOf(builtin('medium'));
  const twice = scaleNeeds(needs, 200);
  expect(scaleNeeds(needs, 100)).toEqual(needs);
  expect(twice.loadMs).toBe(needs.loadMs);
  expect(twice.diskBytes).toBeCloseTo(2 * needs.diskBytes, 3);
  expect(twice.connections).toBe(2 * needs.connections);
  expect(twice.openFiles).toBe(2 * needs.openFiles - 200);
});
