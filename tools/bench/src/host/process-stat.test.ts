import { existsSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from '@jest/globals';
import { readMemoryBytes, readProcessStat } from './process-stat.ts';

const hasProc = existsSync('/proc/self/stat');

test('a process that works uses CPU time', () => {
  const before = readProcessStat(process.pid);
  const start = process.cpuUsage();
  while (process.cpuUsage(start).user < 50_000);
  const after = readProcessStat(process.pid);
  if (before === undefined || after === undefined) {
    expect(hasProc).toBe(false);
    return;
  }
  expect(after.cpuMs - before.cpuMs).toBeGreaterThanOrEqual(30);
  expect(after.startTicks).toBe(before.startTicks);
  expect(after.parent).toBe(process.ppid);
});

test('memory is what the process itself says it is, and its peak is no less', () => {
  const bytes = readMemoryBytes(process.pid, 'VmRSS');
  expect(bytes === undefined).toBe(!hasProc);
  if (bytes === undefined) return;
  expect(Math.abs(bytes - process.memoryUsage.rss())).toBeLessThan(64 << 20);
  expect(readMemoryBytes(process.pid, 'VmHWM')).toBeGreaterThanOrEqual(bytes - (1 << 20));
});

test('a process that is not there has no figures', () => {
  const nobody = 2 ** 30;
  expect(readProcessStat(nobody)).toBeUndefined();
  expect(readMemoryBytes(nobody, 'VmRSS')).toBeUndefined();
});
