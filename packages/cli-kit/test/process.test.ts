import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import process from 'node:process';
import { describe, expect, test } from '@jest/globals';
import { useDemo } from './demo.ts';

const demo = useDemo();

test('an answer goes to stdout and nothing to stderr', async () => {
  const { code, stdout, stderr } = await demo.run('data --seed 4');
  expect(JSON.parse(stdout)).toMatchObject({ store: 'data', seed: 4 });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('--version and --help answer on stdout', async () => {
  expect(await demo.run('--version')).toMatchObject({ code: 0, stdout: '4.5.6\n', stderr: '' });
  const help = await demo.run('--help');
  expect(help).toMatchObject({ code: 0, stderr: '' });
  expect(help.stdout).toContain('lh-demo data/store');
});

describe('exit codes:', () => {
  test.each([
    ['data --sed 4', 64, 'lh-demo: LH_USAGE unknown flag --sed\n  hint  did you mean --seed?\n'],
    ['data --seed 1 --seed 2', 64, 'lh-demo: LH_USAGE --seed is given more than once\n'],
    [
      'data --rate abc',
      64,
      'lh-demo: LH_USAGE --rate does not take "abc"\n  hint  it is a number\n',
    ],
    ['data more', 64, /unexpected argument "more"/],
    ['', 64, /<store> is missing/],
    [
      'fail known',
      77,
      /^lh-demo: LH_KEY_MISSING cannot read the key\n {2}path {3}keys\/store.key\n/,
    ],
    ['fail bug', 70, /^lh-demo: LH_BUG TypeError: x is not a function\n {2}hint .*\n$/],
    ['fail bug -v', 70, /\n {4}at .*demo\.mjs/],
    ['fail async-bug', 70, /LH_BUG TypeError: nobody waits for this/],
    ['fail lost', 70, /LH_BUG Error: it ended without an answer/],
  ])('%s', async (line, code, stderr) => {
    const result = await demo.run(line);
    expect(result).toMatchObject({ code, signal: null, stdout: '' });
    if (typeof stderr === 'string') expect(result.stderr).toBe(stderr);
    else expect(result.stderr).toMatch(stderr);
  });
});

describe('with --json', () => {
  test('a failure is one object on stdout, and still readable on stderr', async () => {
    const { code, stdout, stderr } = await demo.run('fail known --json');
    expect(code).toBe(77);
    expect(JSON.parse(stdout)).toEqual({
      schema: 'lighthouse/error/1',
      code: 'LH_KEY_MISSING',
      message: 'cannot read the key',
      facts: { path: 'keys/store.key' },
      hint: 'create one with lh-doctor --fix',
    });
    expect(stderr).toContain('LH_KEY_MISSING');
  });

  test.each([
    'data --sed 4 --json',
    'fail bug --json',
    'fail async-bug --json',
    'fail lost --json',
  ])('%s is one object too', async (line) => {
    expect(JSON.parse((await demo.run(line)).stdout)).toMatchObject({
      schema: 'lighthouse/error/1',
    });
  });

  test('no second object follows what was already printed', async () => {
    expect((await demo.run('fail half --json')).stdout).toBe('half an answer\n');
  });

  test('there is no progress', async () => {
    expect((await demo.run('steps --json')).stderr).not.toContain('step');
  });
});

describe('stderr', () => {
  test.each([
    ['steps', 'step 1 of 2\nan error\na warning\na note\n'],
    ['steps -v', 'step 1 of 2\nan error\na warning\na note\na detail\n'],
    ['steps -q', 'an error\na warning\n'],
  ])('%s', async (line, stderr) => {
    expect(await demo.run(line)).toEqual({ code: 0, signal: null, stdout: 'done\n', stderr });
  });

  test('colour comes with FORCE_COLOR and goes with --no-color', async () => {
    const env = { FORCE_COLOR: '1' };
    expect((await demo.run('steps', env)).stdout).toBe('\u001b[32mdone\u001b[39m\n');
    expect((await demo.run('steps --no-color', env)).stdout).toBe('done\n');
  });
});

test('the environment stands in for flags and gives way to them', async () => {
  const env = { LH_SEED: '9', LH_RATE: '1' };
  expect(JSON.parse((await demo.run('data --rate 2', env)).stdout)).toMatchObject({
    seed: 9,
    rate: 2,
  });
  expect(await demo.run('data', { LH_SEED: 'x' })).toMatchObject({ code: 64 });
});

describe('what is on the other end of stdout', () => {
  test('a reader that hangs up changes nothing of the verdict', async () => {
    const running = demo.start('lines --count 200000');
    await running.saw('started');
    running.hangUp();
    expect(await running.end).toMatchObject({ code: 1, signal: null, stderr: 'started\n' });
  });

  test('a reader that is gone before the first line changes nothing either', async () => {
    const running = demo.start('lines --count 3');
    running.hangUp();
    expect(await running.end).toMatchObject({ code: 1, signal: null, stderr: 'started\n' });
  });

  // Linux has a file that is always full; elsewhere there is nothing to try it with.
  if (existsSync('/dev/full'))
    test('a full disk is a failure, not a verdict', async () => {
      const stdout = openSync('/dev/full', 'w');
      const child = spawn(process.execPath, [demo.bin(), 'lines'], {
        stdio: ['ignore', stdout, 'pipe'],
      });
      const exit = once(child, 'exit');
      const stderr = (await child.stderr?.setEncoding('utf8').toArray())?.join('');
      closeSync(stdout);
      expect(await exit).toEqual([74, null]);
      expect(stderr).toContain('LH_DISK_FULL cannot write to stdout');
    });
});

describe('signals', () => {
  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('the first %s lets the tool stop in order', async (signal, code) => {
    const running = demo.start('wait');
    await running.saw('ready');
    running.kill(signal);
    expect(await running.end).toEqual({
      code,
      signal: null,
      stdout: '',
      stderr: `ready\nstopping\nlh-demo: LH_INTERRUPTED stopped by ${signal}\n  signal  ${signal}\n`,
    });
  });

  test('a tool that was stopped may have a result of its own', async () => {
    const running = demo.start('wait --end own');
    await running.saw('ready');
    running.kill('SIGINT');
    expect(await running.end).toMatchObject({ code: 0, stdout: 'SIGINT\n' });
  });

  test('the second ends a tool that does not', async () => {
    const running = demo.start('wait --end never');
    await running.saw('ready');
    running.kill('SIGINT');
    await running.saw('stopping');
    // Repeated, because one that comes too soon after the first counts as the same key press.
    const again = setInterval(() => running.kill('SIGINT'), 50);
    const result = await running.end;
    clearInterval(again);
    expect(result).toEqual({ code: 130, signal: null, stdout: '', stderr: 'ready\nstopping\n' });
  });
});
