import { expect, test } from '@jest/globals';
import type { GroupSpec } from '@lighthouse/agent-sim';
import type { FaultSpan } from './fault-timeline.ts';
import type { FaultAction } from './planned-fault.ts';
import { runEffects } from './run-effects.ts';

const GROUPS: readonly GroupSpec[] = [
  {
    role: 'builder',
    behaviour: 'honest',
    firstIndex: 0,
    count: 9,
    workload: null,
    review: null,
  },
];

/** A fault from the first to the second millisecond. */
function effectsOf(action: FaultAction) {
  const fault = { id: 'f', atUs: 0, endUs: 0, optional: false, seed: 1, action };
  const span: FaultSpan = { fault, startMs: 1, endMs: 2 };
  return runEffects([span], GROUPS);
}

/** Agents that are cut off at a time. */
function cutOffAt(action: FaultAction, atUs: number): number[] {
  const effects = effectsOf(action);
  return Array.from({ length: 9 }, (_, agent) => agent).filter((agent) =>
    effects.isCutOff(agent, atUs, atUs),
  );
}

test('a partition cuts off its own side alone, as long as it lasts', () => {
  const action = { kind: 'partition', split: 'one-third', agents: {} } as const;
  expect(cutOffAt(action, 1500)).toHaveLength(3);
  expect(cutOffAt(action, 999)).toEqual([]);
  expect(cutOffAt(action, 2001)).toEqual([]);
});

test('a ring cuts off everybody in turn', () => {
  expect(cutOffAt({ kind: 'partition', split: 'ring', agents: {} }, 1500)).toHaveLength(9);
});

test('a bridge that was killed answers nobody, one whose clock was set answers all', () => {
  expect(cutOffAt({ kind: 'kill' }, 1500)).toHaveLength(9);
  expect(cutOffAt({ kind: 'clock_step', stepMs: 5000 }, 1500)).toEqual([]);
  expect(effectsOf({ kind: 'clock_step', stepMs: 5000 }).clockSteps).toEqual([
    { startUs: 1000, endUs: 2000, stepUs: 5_000_000 },
  ]);
});
