import process from 'node:process';
import { expect, test } from '@jest/globals';
import { hasProgram, runProgram } from './run-program.ts';

const node = (code: string) => runProgram(process.execPath, ['-e', code]);

test('a program is run to its end, and what it took is told', async () => {
  const end = await node(`
    const filled = Buffer.alloc(64 << 20, 1);
    const start = process.cpuUsage();
    while (process.cpuUsage(start).user < 100_000);
    setTimeout(() => process.stdout.write(filled.length + '\\n'), 50);
  `);
  expect(end.stdout).toBe(`${64 << 20}\n`);
  expect(end.ms).toBeGreaterThan(150);
  if (end.cpuMs !== undefined) expect(end.cpuMs).toBeGreaterThanOrEqual(100);
  if (end.peakBytes !== undefined) expect(end.peakBytes).toBeGreaterThan(64 << 20);
});

test('a program that fails is no measurement', async () => {
  await expect(node('console.error("no such thing"); process.exitCode = 3')).rejects.toThrow(
    /: 3\nno such thing/,
  );
});

test('a program that is not there can be asked for', async () => {
  expect(await hasProgram(process.execPath, ['--version'])).toBe(true);
  expect(await hasProgram('no-such-program-here', [])).toBe(false);
});
