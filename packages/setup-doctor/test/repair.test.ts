import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, startCli, toolBin } from '@lighthouse/testkit';
import { runDoctor } from './run-doctor.ts';

const scope = createScope(afterEach);
const ONLY = ['--only', 'permissions'];

/** Every file and folder below a folder, with mode and content. */
function treeOf(folder: string): Record<string, string> {
  return Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .toSorted()
      .map((name) => {
        const file = path.join(folder, name);
        const stats = statSync(file);
        const content = stats.isFile() ? readFileSync(file, 'utf8') : '';
        return [name, `${(stats.mode & 0o777).toString(8)} ${content}`];
      }),
  );
}

test('a fresh project gets all it needs, and a second time changes nothing', async () => {
  const cwd = await scope.folder();
  const first = await runDoctor(scope, ['--setup', ...ONLY], { cwd });
  expect(first.code).toBe(0);
  expect(first.answer.repairs.map(({ outcome }) => outcome)).not.toContain('failed');
  const tree = treeOf(cwd);
  expect(Object.keys(tree)).toEqual([
    '.github',
    '.github/workflows',
    '.github/workflows/lighthouse.yml',
    '.gitignore',
    'keys',
    'keys/enrol-token',
    'keys/lighthouse.keyring.json',
    'package.json',
    'rules.yaml',
    'runs',
    'scenarios',
    'scenarios/first.yaml',
    'scenarios/large.yaml',
  ]);
  expect(tree['keys']).toMatch(/^700/);
  expect(tree['keys/lighthouse.keyring.json']).toMatch(/^600/);
  expect(tree['keys/enrol-token']).toMatch(/^600/);
  expect([first.status('permissions.keys'), first.status('permissions.folders')]).toEqual([
    'pass',
    'pass',
  ]);
  const second = await runDoctor(scope, ['--setup', ...ONLY], { cwd });
  expect(new Set(second.answer.repairs.map(({ outcome }) => outcome))).toEqual(
    new Set(['there-already']),
  );
  expect(treeOf(cwd)).toEqual(tree);
});

test('what it made is understood by the tools it was made for', async () => {
  const cwd = await scope.folder();
  await runDoctor(scope, ['--setup', ...ONLY], { cwd });
  for (const scenario of ['scenarios/first.yaml', 'scenarios/large.yaml']) {
    const plan = await runCli(toolBin('lh-run'), ['plan', scenario], { cwd });
    expect([plan.code, plan.stderr]).toEqual([0, '']);
  }
  const serve = ['serve', '--port', '0', '--rules', 'rules.yaml', '--json'];
  const bridge = startCli(scope, toolBin('lh-bridge'), serve, { cwd });
  expect((await bridge.waitForLine(/"url":"([^"]+)"/))[1]).toMatch(/^http:/);
});

test('what is there already stays as it is', async () => {
  const cwd = await scope.folder();
  mkdirSync(path.join(cwd, 'scenarios'));
  const theirs: Readonly<Record<string, string>> = {
    'scenarios/first.yaml': 'name: mine\n',
    'rules.yaml': 'rules: []\n',
    '.gitignore': 'node_modules\nruns',
    'package.json':
      '{\n\t"name": "mine",\n\t"scripts": {\n\t\t"lighthouse": "mine"\n\t},\n\t"x": 1\n}',
  };
  for (const [name, text] of Object.entries(theirs)) writeFileSync(path.join(cwd, name), text);
  const { code } = await runDoctor(scope, ['--setup', ...ONLY], { cwd });
  expect(code).toBe(0);
  const read = (name: string) => readFileSync(path.join(cwd, name), 'utf8');
  expect(read('scenarios/first.yaml')).toBe(theirs['scenarios/first.yaml']);
  expect(read('rules.yaml')).toBe(theirs['rules.yaml']);
  expect(read('.gitignore')).toBe('node_modules\nruns\n/keys/\n/data/\n');
  expect(read('package.json')).toBe(
    '{\n\t"name": "mine",\n\t"scripts": {\n\t\t"lighthouse": "mine",\n' +
      '\t\t"lighthouse:doctor": "lh-doctor",\n\t\t"lighthouse:runs": "lh-report list"\n\t},\n\t"x": 1\n}',
  );
});

test('--fix gives key files back to their owner and leaves the project alone', async () => {
  const cwd = await scope.folder();
  mkdirSync(path.join(cwd, 'keys'));
  writeFileSync(path.join(cwd, 'keys/old.json'), 'secret');
  chmodSync(path.join(cwd, 'keys/old.json'), 0o644);
  const { code, status } = await runDoctor(scope, ['--fix', ...ONLY], { cwd });
  expect([status('permissions.keys'), code]).toEqual(['pass', 0]);
  const tree = treeOf(cwd);
  expect(tree['keys/old.json']).toBe('600 secret');
  expect(Object.keys(tree)).not.toContain('package.json');
  expect(Object.keys(tree)).not.toContain('.github');
});

test('what only root can do is named, and not done', async () => {
  const cwd = await scope.folder();
  const { answer } = await runDoctor(scope, ['--fix', '--only', 'limits.files'], {
    cwd,
    under: ['prlimit', '--nofile=1000:1000'],
  });
  const left = answer.repairs.filter(({ outcome }) => outcome === 'needs-you');
  expect(left).toEqual([
    expect.objectContaining({
      what: 'open files',
      note: expect.stringMatching(/^as root: ulimit/),
    }),
  ]);
});

test('missing packages are installed as the lock file names them', async () => {
  const cwd = await scope.folder();
  const dep = await scope.folder();
  writeFileSync(path.join(dep, 'package.json'), '{"name":"dep","version":"1.0.0"}');
  const npm = (...args: string[]) =>
    expect(spawnSync('npm', [...args, '--offline'], { cwd, encoding: 'utf8' })).toMatchObject({
      status: 0,
    });
  npm('pack', dep);
  const dependencies = { dep: 'file:dep-1.0.0.tgz' };
  const manifest = { name: 'x', version: '1.0.0', dependencies };
  writeFileSync(path.join(cwd, 'package.json'), JSON.stringify(manifest));
  npm('install', '--package-lock-only');
  const before = await runDoctor(scope, ['--only', 'runtime.dependencies'], { cwd });
  expect(before.status('runtime.dependencies')).toBe('fail');
  const args = ['--fix', '--only', 'runtime.dependencies'];
  const { answer, status } = await runDoctor(scope, args, { cwd });
  const step = answer.repairs.find(({ what }) => what === 'packages of package-lock.json');
  expect([step?.outcome, status('runtime.dependencies')]).toEqual(['done', 'pass']);
  expect(readFileSync(path.join(cwd, 'node_modules/dep/package.json'), 'utf8')).toContain('1.0.0');
}, 60_000);

test('a folder in which nothing can be made makes the repair fail, and says so', async () => {
  const { code, answer } = await runDoctor(scope, ['--fix', ...ONLY, '--out', '/proc/x/runs']);
  const failed = answer.repairs.filter(({ outcome }) => outcome === 'failed');
  expect(failed.map(({ what }) => what)).toEqual([expect.stringContaining('folder for results')]);
  expect(code).toBe(1);
});
