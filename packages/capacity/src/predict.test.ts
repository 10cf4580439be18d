import type { Calibration, Needs } from '@lighthouse/contract/prediction';
import type { Room } from '@lighthouse/machine';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cpuSharesAt } from './cpu-share.ts';
import { countedDemands, measuredDemands, shareTaken } from './demands.ts';
import { scaleNeeds } from './needs.ts';
import { predict } from './predict.ts';

const MIB = 2 ** 20;
const calibration: Calibration = {
  schema: 'lighthouse/calibration/1',
  tool: { name: 'lh-doctor', version: '0.1.0' },
  measuredAt: '2026-03-14T15:09:26.000Z',
  hostFingerprint: '0123456789ab',
  effectiveCpus: 2,
  workers: 1,
  eventsPerOperation: 3,
  steady: { operationsPerSecond: 1000, generatorCpu: 0.4, targetCpu: 0.7 },
  full: { operationsPerSecond: 2800, generatorCpu: 0.6, targetCpu: 1.05 },
  memory: {
    generatorBytes: 120 * MIB,
    targetBytes: 90 * MIB,
    generatorBytesPerAgent: 60_000,
    targetBytesPerAgent: 60_000,
  },
};
const room: Room = {
  effectiveCpus: 2,
  workers: 1,
  memoryBytes: 8192 * MIB,
  openFiles: 20_000,
  ports: 28_232,
  diskBytes: 1e11,
};
const needs: Needs = {
  agents: 1000,
  connections: 1200,
  openFiles: 1640,
  operationsPerSecond: 960,
  eventsPerSecond: 2880,
  loadMs: 40_000,
  operations: 960 * 35 + 1000,
  events: 2880 * 35 + 2000,
  logBytes: 4e7,
  diskBytes: 4.3e7,
};

function highest(on: Partial<Room>, measured: Partial<Calibration> = {}) {
  return predict(needs, { ...room, ...on }, { ...calibration, ...measured }).highest;
}

test('CPU goes through both points that were measured, and costs full price beyond them', () => {
  const at = (operationsPerSecond: number) =>
    cpuSharesAt({ operationsPerSecond, eventsPerOperation: 3 }, calibration);
  expect(at(1000).target).toBeCloseTo(0.7, 10);
  expect(at(2800).generator).toBeCloseTo(0.6, 10);
  expect(at(5600).target).toBeCloseTo(2.1, 10);
});

test('more operations never cost less, nor do operations of more events', () => {
  const rate = fc.double({ min: 1, max: 20_000, noNaN: true });
  const events = fc.double({ min: 1, max: 60, noNaN: true });
  fc.assert(
    fc.property(rate, rate, events, events, (oneRate, otherRate, oneSize, otherSize) => {
      const [low, high] = [Math.min(oneRate, otherRate), Math.max(oneRate, otherRate)];
      const [few, many] = [Math.min(oneSize, otherSize), Math.max(oneSize, otherSize)];
      const shares = (operationsPerSecond: number, eventsPerOperation: number) =>
        cpuSharesAt({ operationsPerSecond, eventsPerOperation }, calibration);
      // A load of the measured size: smaller ones are credited with what their events do not cost.
      expect(shares(high, 3).target).toBeGreaterThanOrEqual(shares(low, 3).target);
      expect(shares(high, many).target).toBeGreaterThanOrEqual(shares(high, few).target);
    }),
  );
});

test('the highest number of agents fits, and one more does not', () => {
  const size = (min: number, max: number) => fc.integer({ min, max });
  const rooms = fc.record({
    effectiveCpus: fc.double({ min: 0.5, max: 64, noNaN: true }),
    workers: size(1, 48),
    memoryBytes: size(300 * MIB, 64 * 1024 * MIB),
    openFiles: size(250, 1_000_000),
    ports: size(100, 64_000),
    diskBytes: size(1e6, 1e12),
  });
  fc.assert(
    fc.property(rooms, (any) => {
      const { agents } = predict(needs, any, calibration).highest;
      const fits = (count: number) => {
        const scaled = scaleNeeds(needs, count);
        const demands = [
          ...countedDemands(scaled, any),
          ...measuredDemands(scaled, any, calibration),
        ];
        return demands.every((demand) => shareTaken(demand) <= 1);
      };
      if (agents > 0) expect(fits(agents)).toBe(true);
      expect(fits(agents + 1)).toBe(false);
    }),
  );
});

test('what is scarce limits, by its name', () => {
  expect(highest({})).toMatchObject({ limitedBy: 'bridge' });
  expect(highest({ openFiles: 500 })).toMatchObject({ agents: 208, limitedBy: 'files' });
  expect(highest({ ports: 600 })).toMatchObject({ agents: 500, limitedBy: 'ports' });
  expect(highest({ memoryBytes: 280 * MIB }).limitedBy).toBe('memory');
  expect(highest({ diskBytes: 1e7 }).limitedBy).toBe('space');
  expect(highest({ effectiveCpus: 1 }).limitedBy).toBe('cpu');
});

test('where no CPU was busy at full load, the disk was', () => {
  const full = { operationsPerSecond: 1200, generatorCpu: 0.2, targetCpu: 0.3 };
  const steady = { operationsPerSecond: 600, generatorCpu: 0.15, targetCpu: 0.2 };
  const limit = highest({}, { full, steady });
  expect(limit.limitedBy).toBe('disk');
  expect(limit.operationsPerSecond).toBeCloseTo(1200 * 0.85, -1);
});

test('the mean over a run with a ramp is below that of the held load', () => {
  const { figures } = predict(needs, room, calibration);
  const predicted = (name: string) => figures.find((each) => each.name === name)?.predicted ?? 0;
  const held = cpuSharesAt({ operationsPerSecond: 960, eventsPerOperation: 3 }, calibration);
  expect(predicted('targetCpu')).toBeLessThan(held.target);
  expect(predicted('targetCpu')).toBeGreaterThan(0.8 * held.target);
  expect(predicted('operationsPerSecond')).toBeCloseTo(needs.operations / 40, 6);
});
