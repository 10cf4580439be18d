import { expect, test } from '@jest/globals';
import { fastMachine } from '../test/fast-machine.ts';
import type { Check } from './check.ts';
import { runChecks } from './run-checks.ts';

const base = { group: 'cpu', title: 't' } as const;

test('a check that throws is an error of its own', async () => {
  const checks: Check[] = [
    {
      ...base,
      id: 'cpu.a',
      run: () => {
        throw new Error('no such register');
      },
    },
    { ...base, id: 'cpu.b', run: () => ({ status: 'pass', found: 'fine' }) },
  ];
  const reports = await runChecks(checks, fastMachine());
  expect(reports.map(({ id, status }) => [id, status])).toEqual([
    ['cpu.a', 'error'],
    ['cpu.b', 'pass'],
  ]);
  expect(reports[0]?.found).toBe('no such register');
});

test('a check that never ends is an error after its time', async () => {
  const never: Check = {
    ...base,
    id: 'cpu.a',
    run: async () => new Promise(() => {}),
    timeoutMs: 2000,
  };
  const [report] = await runChecks([never], fastMachine());
  expect(report).toMatchObject({ status: 'error', found: 'no answer within 2 s' });
});

test('measurements run alone, after the others', async () => {
  const order: string[] = [];
  const check = (id: string, isMeasurement: boolean): Check => ({
    ...base,
    id,
    ...(isMeasurement ? { isMeasurement: true as const } : {}),
    run: async () => {
      order.push(`${id} starts`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${id} ends`);
      return { status: 'pass', found: '' };
    },
  });
  await runChecks(
    [check('m1', true), check('a', false), check('m2', true), check('b', false)],
    fastMachine(),
  );
  expect(order).toEqual([
    'a starts',
    'b starts',
    'a ends',
    'b ends',
    'm1 starts',
    'm1 ends',
    'm2 starts',
    'm2 ends',
  ]);
});
