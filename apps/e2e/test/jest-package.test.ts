import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, startCli, waitFor, workspaceRoot } from '@lighthouse/testkit';

const scope = createScope(afterEach);
const ROOT = workspaceRoot();

const THROWING = `
import { afterEach, test } from '@jest/globals';
import { createFixtures } from 'lighthouse-jest';
const fixtures = createFixtures(afterEach);
test('throws while its bridge runs', async () => {
  await fixtures.bridge();
  throw new Error('thrown on purpose');
}, 60_000);
`;

const DYING = `
import { createFixtures } from 'lighthouse-jest';
const { pid } = await createFixtures(() => {}).bridge();
console.log('bridge ' + pid);
setInterval(() => {}, 1000);
`;

/** Installs the packed package in an empty folder, without network. */
async function installAlone(): Promise<string> {
  const folder = await scope.folder();
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], path.join(ROOT, 'packages/jest'));
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  const jest = { testMatch: ['**/*.test.mjs'], transform: {} };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ private: true, jest }));
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  npm(['install', ...quiet, `./${tarball}`], folder);
  return folder;
}

test('the example of docs/jest.md runs, and a test that throws leaves nothing behind', async () => {
  const folder = await installAlone();
  const temp = path.join(folder, 'temp');
  mkdirSync(temp);
  const page = readFileSync(path.join(ROOT, 'docs/jest.md'), 'utf8');
  const example = /```js\n([\s\S]+?)```/.exec(page)?.[1] ?? '';
  writeFileSync(path.join(folder, 'example.test.mjs'), example);
  writeFileSync(path.join(folder, 'throwing.test.mjs'), THROWING);

  const jest = path.join(ROOT, 'node_modules/jest/bin/jest.js');
  const run = await runCli(jest, ['--ci', '--json', '--runInBand'], {
    cwd: folder,
    env: { NODE_OPTIONS: '--experimental-vm-modules', TMPDIR: temp },
    timeoutMs: 100_000,
  });
  const report = JSON.parse(run.stdout) as Readonly<Record<string, unknown>>;
  expect([report['numPassedTests'], report['numFailedTests'], run.stderr]).toEqual([
    2,
    1,
    expect.stringContaining('thrown on purpose'),
  ]);
  expect(run.leftRunning).toEqual([]);
  expect(readdirSync(temp).filter((name) => name.startsWith('lighthouse-jest-'))).toEqual([]);

  // A worker that dies takes its bridge along, though nobody can clean up after it.
  writeFileSync(path.join(folder, 'dying.mjs'), DYING);
  const worker = startCli(scope, path.join(folder, 'dying.mjs'), [], {
    cwd: folder,
    env: { TMPDIR: temp },
  });
  const [, pid] = await worker.waitForLine(/bridge (\d+)/, 30_000);
  worker.kill('SIGKILL');
  await worker.end;
  await waitFor(() => !existsSync(`/proc/${pid}`), { limitMs: 20_000, what: 'its bridge to end' });
}, 120_000);
