import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import process from 'node:process';
import { expect, test } from '@jest/globals';
import { nodeProcesses } from './node-processes.ts';

const hasProc = existsSync('/proc/self/stat');

test('this process runs, and is told from a later one of the same number', () => {
  const self = nodeProcesses.self();
  expect(nodeProcesses.isRunning(self)).toBe(true);
  if (!hasProc) return;
  expect(self.pid).toBe(process.pid);
  expect(nodeProcesses.isRunning({ ...self, startTicks: self.startTicks + 1 })).toBe(false);
  expect(nodeProcesses.isRunning({ ...self, bootId: 'another' })).toBe(false);
});

test('a process that has ended does not run', async () => {
  const child = spawn(process.execPath, ['-e', '']);
  const pid = child.pid ?? 0;
  await new Promise((resolve) => child.on('close', resolve));
  if (!hasProc) return;
  expect(nodeProcesses.isRunning({ ...nodeProcesses.self(), pid })).toBe(false);
});
