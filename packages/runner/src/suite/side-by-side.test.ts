import { expect, test } from '@jest/globals';
import { readScenario } from '@lighthouse/scenario-file';
import { mustRunAlone, parseJobs, workSideBySide } from './side-by-side.ts';

function scenario(more: string) {
  const text = `name: x\nagents: [{ role: builder, count: 1 }]\n${more}`;
  return readScenario(new TextEncoder().encode(text), 'x.yaml');
}

const AUTO = { count: 4, isAuto: true };
const NAMED = { count: 4, isAuto: false };

test('the number of jobs follows the CPUs, two for each run, and is at least one', () => {
  expect(parseJobs('auto', 8)).toEqual({ count: 4, isAuto: true });
  expect(parseJobs('auto', 0.5)).toEqual({ count: 1, isAuto: true });
  expect(parseJobs('3', 1)).toEqual({ count: 3, isAuto: false });
});

test.each(['0', '-1', '1.5', 'many', '', '257'])('--jobs %j is refused', (text) => {
  expect(() => parseJobs(text, 4)).toThrow(expect.objectContaining({ code: 'LH_USAGE' }));
});

test('what judges times runs alone unless a number of jobs was asked for', () => {
  const timed = scenario('thresholds: [{ latency: p(99) < 1s }]');
  expect([mustRunAlone(timed, AUTO), mustRunAlone(timed, NAMED)]).toEqual([true, false]);
  const rated = scenario('thresholds: [{ operations: rate > 5 }]');
  expect(mustRunAlone(rated, AUTO)).toBe(true);
  expect(mustRunAlone(scenario('thresholds: [{ errors: rate < 1% }]'), AUTO)).toBe(false);
  expect(mustRunAlone(scenario(''), AUTO)).toBe(false);
});

test('what is tagged performance, or shares its target with others, always runs alone', () => {
  expect(mustRunAlone(scenario('tags: [performance]'), NAMED)).toBe(true);
  expect(mustRunAlone(scenario('target: { bridge: "http://127.0.0.1:1" }'), NAMED)).toBe(true);
});

/** Notes how many were at work whenever one began. */
async function work(items: readonly { id: number; isAlone: boolean }[], jobs: number) {
  const beside: Record<number, number> = {};
  let atWork = 0;
  await workSideBySide(items, { jobs, isStopped: () => false }, async ({ id }) => {
    beside[id] = atWork++;
    await new Promise((resolve) => void setImmediate(resolve));
    atWork--;
  });
  return beside;
}

test('no more are at work than jobs, all have their turn, and the lonely ones nobody beside', async () => {
  const items = Array.from({ length: 20 }, (_, id) => ({ id, isAlone: id % 5 === 0 }));
  const beside = await work(items, 3);
  expect(Object.keys(beside)).toHaveLength(20);
  expect(Math.max(...Object.values(beside))).toBe(2);
  for (const { id, isAlone } of items) if (isAlone) expect(beside[id]).toBe(0);
});

test('nothing begins once it is stopped', async () => {
  const done: number[] = [];
  const items = [1, 2, 3, 4].map((id) => ({ id, isAlone: id > 2 }));
  await workSideBySide(items, { jobs: 1, isStopped: () => done.length === 1 }, async ({ id }) => {
    done.push(id);
  });
  expect(done).toEqual([1]);
});
