import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, listGroup, runCli, startCli, waitFor } from '../src/index.ts';

const scope = createScope(afterEach);

async function program(source: string): Promise<string> {
  const file = path.join(await scope.folder(), 'program.mjs');
  await writeFile(file, source);
  return file;
}

test('a run gives back code, both outputs and what it did with its input', async () => {
  const bin = await program(`
    let input = '';
    for await (const chunk of process.stdin) input += chunk;
    console.log(process.argv[2], input, process.env.LH_X, process.env.FORCE_COLOR);
    console.error('oops');
    process.exitCode = 3;`);
  const result = await runCli(bin, ['hello'], { input: 'there', env: { LH_X: '1' } });
  expect(result).toEqual({
    code: 3,
    signal: null,
    stdout: 'hello there 1 undefined\n',
    stderr: 'oops\n',
    leftRunning: [],
  });
});

test('a run that takes too long is killed, and the error shows what it wrote', async () => {
  const bin = await program(`console.log('working'); setInterval(() => {}, 1000);`);
  await expect(runCli(bin, [], { timeoutMs: 3000 })).rejects.toThrow(
    /did not end in 3000 ms[^]*working/,
  );
});

test('a process left behind is reported and killed', async () => {
  const bin = await program(`
    import { spawn } from 'node:child_process';
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    child.unref();
    console.log(process.pid, child.pid);`);
  const { stdout, leftRunning } = await runCli(bin, []);
  const [group = 0, left] = stdout.split(' ').map(Number);
  expect(leftRunning).toEqual([left]);
  await waitFor(() => listGroup(group).length === 0, { what: 'the end of what was left behind' });
});

test('a line can be waited for, and a signal sent', async () => {
  const bin = await program(`
    setInterval(() => {}, 1000);
    process.on('SIGTERM', () => process.exit(9));
    console.error('listening on 4711');`);
  const cli = startCli(scope, bin, []);
  const [, port] = await cli.waitForLine(/listening on (\d+)/);
  expect(port).toBe('4711');
  cli.kill('SIGTERM');
  expect(await cli.end).toEqual({ code: 9, signal: null });
});

test('a line is seen only when it is whole', async () => {
  const bin = await program(`
    process.stdout.write('port 47');
    process.on('SIGTERM', () => { process.stdout.write('11\\n'); });
    setInterval(() => {}, 1000);
    console.error('ready');`);
  const cli = startCli(scope, bin, []);
  await cli.waitForLine(/ready/);
  const line = cli.waitForLine(/port (\d+)/);
  cli.kill('SIGTERM');
  expect((await line)[1]).toBe('4711');
});

test('waiting for a line of a program that ends without it fails with its output', async () => {
  const cli = startCli(scope, await program(`console.log('something else');`), []);
  await expect(cli.waitForLine(/listening/)).rejects.toThrow(/ended without[^]*something else/);
});

test('closing the scope kills the program and what it started', async () => {
  const own = createScope();
  const bin = await program(`
    import { spawn } from 'node:child_process';
    process.on('SIGTERM', () => {});
    spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    console.log('ready');
    setInterval(() => {}, 1000);`);
  const cli = startCli(own, bin, []);
  await cli.waitForLine(/ready/);
  expect(listGroup(cli.pid)).toHaveLength(2);
  await own.close();
  expect(await cli.end).toEqual({ code: null, signal: 'SIGKILL' });
  await waitFor(() => listGroup(cli.pid).length === 0, { what: 'the end of the whole group' });
});
