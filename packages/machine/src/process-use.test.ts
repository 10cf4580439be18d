import process from 'node:process';
import { expect, test } from '@jest/globals';
import { readProcessUse, readThreadCpuMs } from './process-use.ts';

const STAT =
  '42 (a) b (c) R 1 42 42 0 -1 4194304 100 0 0 0 250 50 0 0 20 0 11 0 191451 3133440 390 1 1 1';

test('CPU time and memory are read whatever the name of the process', () => {
  const files: Record<string, string> = {
    '/proc/42/stat': STAT,
    '/proc/42/status': 'Name:\ta) b (c\nVmRSS:\t    1712 kB\n',
  };
  expect(readProcessUse(42, (path) => files[path])).toEqual({
    cpuMs: 3000,
    memoryBytes: 1712 * 1024,
  });
});

test('a process that is gone has no use', () => {
  expect(readProcessUse(42, () => undefined)).toBeUndefined();
});

test('this process uses CPU and memory', () => {
  expect(readProcessUse(process.pid)?.memoryBytes).toBeGreaterThan(1 << 20);
  expect(readThreadCpuMs()).toBeGreaterThan(0);
});
