import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, toolBin, workspaceRoot } from '@lighthouse/testkit';

const scope = createScope(afterEach);
const docs = readFileSync(path.join(workspaceRoot(), 'docs/results.md'), 'utf8');
const GOOD = path.join(import.meta.dirname, 'vectors/good.json');

/** The commands below a heading, as they stand there. */
function commandsUnder(heading: string): string {
  const [, section = ''] = docs.split(`\n## ${heading}\n`);
  const [, commands] = /```sh\n(.*?)```/s.exec(section) ?? [];
  if (commands === undefined) throw new Error(`no commands under ${heading}`);
  return commands;
}

/** A folder with runs in it, where the tools are called by name. */
async function desk() {
  const cwd = await scope.folder();
  const bin = path.join(cwd, 'bin');
  mkdirSync(bin);
  for (const tool of ['lh-report', 'lh-run']) symlinkSync(toolBin(tool), path.join(bin, tool));
  for (const name of ['20260304-050607-small', 'before', 'after']) {
    mkdirSync(path.join(cwd, 'runs', name), { recursive: true });
    cpSync(GOOD, path.join(cwd, 'runs', name, 'result.json'));
  }
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, NO_COLOR: '1' };
  const run = (script: string) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-euc', script], {
      cwd,
      encoding: 'utf8',
      env,
    });
    expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
    return stdout;
  };
  return { cwd, run };
}

test('the commands of docs/results.md on runs do what it says, one after another', async () => {
  const { cwd, run } = await desk();
  const ofOne = run(commandsUnder('A run'));
  expect(ofOne).toContain('runs/20260304-050607-small/report.html');
  expect(readdirSync(cwd)).toEqual(expect.arrayContaining(['junit.xml', 'summary.md']));
  const ofMany = run(commandsUnder('Many runs'));
  expect(ofMany).toMatch(/^good .* runs\/after$/m);
  expect(ofMany).toContain('small  3 runs');
  expect(ofMany).toContain('nothing is surely worse by more than 10%');
  expect(readFileSync(path.join(cwd, 'comparison.html'), 'utf8')).toMatch(/^<!doctype html>/);
}, 60_000);

test('the shards of docs/results.md are what lh-run would play, each a half of the agents', async () => {
  const { cwd, run } = await desk();
  writeFileSync(path.join(cwd, 'token'), 'x'.repeat(32), { mode: 0o600 });
  const lines = commandsUnder('One run on several machines').split('\n');
  const shards = lines.filter((line) => line.startsWith('lh-run '));
  const plans = shards.map(
    (line) => JSON.parse(run(`${line} --dry-run --json`)) as { agents: number; planSha256: string },
  );
  expect(plans.map(({ agents }) => agents)).toEqual([500, 500]);
  expect(new Set(plans.map(({ planSha256 }) => planSha256)).size).toBe(1);
}, 60_000);
