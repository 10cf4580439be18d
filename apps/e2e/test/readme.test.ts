/** @slow */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createScope, workspaceRoot } from '@lighthouse/testkit';

/** What a stranger does: a fresh clone with nothing installed, and the commands of the README. */
const scope = createScope(afterAll);
const readme = readFileSync(path.join(workspaceRoot(), 'README.md'), 'utf8');
let clone = '';

/** The text of a section's first `sh` block. */
function commandsOf(heading: string): string {
  const section = readme.slice(readme.indexOf(`## ${heading}`));
  const block = /```sh\n([^`]*)```/.exec(section)?.[1];
  if (block === undefined) throw new Error(`the README has no commands under "${heading}"`);
  return block;
}

function shell(commands: string): { code: number | null; output: string } {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' };
  const { status, stdout, stderr } = spawnSync('bash', ['-c', commands], {
    cwd: clone,
    encoding: 'utf8',
    env,
  });
  return { code: status, output: stdout + stderr };
}

/** How often a run is tried again that the machine was too busy for. */
const AGAIN_MAX = 3;

function isTooBusy(output: string): boolean {
  return output.includes('UNKNOWN') && output.includes('the generator was the bottleneck');
}

beforeAll(async () => {
  clone = path.join(await scope.folder(), 'clone');
  const root = workspaceRoot();
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], {
    cwd: root,
    encoding: 'utf8',
  });
  for (const file of listed.split('\0').filter((name) => name !== '')) {
    mkdirSync(path.dirname(path.join(clone, file)), { recursive: true });
    cpSync(path.join(root, file), path.join(clone, file));
  }
}, 60_000);

test('npm start installs, builds, checks, runs and ends with a good verdict', () => {
  let { code, output } = shell(commandsOf('Try it'));
  // On a machine that others keep busy it says that it can't tell, as the README has it.
  for (let again = 0; again < AGAIN_MAX && isTooBusy(output); again++)
    ({ code, output } = shell(commandsOf('Try it')));
  expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  expect(output).toMatch(/good/i);
  expect(output).toMatch(/report\.html/);
}, 300_000);

test('a broken byte is found, and the event is named', () => {
  const { code, output } = shell(commandsOf("Don't believe it"));
  expect(output).toMatch(/intact/i);
  expect(output).toMatch(/tampered/i);
  expect(output).toMatch(/event \d+|seq \d+/i);
  expect(code).toBe(1);
}, 60_000);

test.each(['lh-doctor', 'lh-report "$(ls -d runs/*-small | tail -n 1)"', 'lh-bridge --help'])(
  'npx %s works in the clone',
  (command) => {
    const { code, output } = shell(`npx ${command}`);
    expect({ code, output: code === 0 ? '' : output }).toEqual({ code: 0, output: '' });
  },
  60_000,
);
