import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createScope, runCli, workspaceRoot } from '@lighthouse/testkit';

const scope = createScope(afterAll);
const TOOLS = ['lh-doctor', 'lh-run', 'lh-verify', 'lh-report', 'lh-bridge'];
const QUIET = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];

interface Packed {
  readonly name: string;
  readonly version: string;
  readonly filename: string;
}

let packed: readonly Packed[] = [];
let folder = '';

function npm(args: readonly string[], cwd: string): string {
  return execFileSync('npm', [...args], {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

const tarballOf = ({ filename }: Packed) => path.join(folder, filename);

beforeAll(async () => {
  folder = await scope.folder();
  const workspaces = TOOLS.flatMap((tool) => ['-w', tool]);
  const said = JSON.parse(
    npm(
      ['pack', '--json', '--ignore-scripts', '--pack-destination', folder, ...workspaces],
      workspaceRoot(),
    ),
  ) as Readonly<Record<string, Packed>>;
  packed = Object.values(said);
}, 60_000);

test('the tools install as in the image, without network, and nothing but themselves', async () => {
  const prefix = await scope.folder();
  // A prefix of a system has this folder already; npm does not make it.
  mkdirSync(path.join(prefix, 'lib'));
  npm(['install', '--global', '--prefix', prefix, ...QUIET, ...packed.map(tarballOf)], folder);
  const modules = path.join(prefix, 'lib/node_modules');
  expect(readdirSync(modules).filter((name) => !name.startsWith('.'))).toEqual(TOOLS.toSorted());
  for (const tool of TOOLS) {
    // Nothing beside it either: each tool is all of itself.
    expect(readdirSync(path.join(modules, tool))).not.toContain('node_modules');
    const said = execFileSync(path.join(prefix, 'bin', tool), ['--version'], { encoding: 'utf8' });
    expect([tool, said.trim()]).toEqual([tool, packed.find(({ name }) => name === tool)?.version]);
  }
}, 120_000);

test('lh-run alone in a folder brings its bridge and its report along', async () => {
  const cwd = await scope.folder();
  writeFileSync(path.join(cwd, 'package.json'), '{"private":true}');
  const [tool] = packed.filter(({ name }) => name === 'lh-run');
  npm(['install', ...QUIET, tool === undefined ? 'lh-run' : tarballOf(tool)], cwd);
  const installed = readdirSync(path.join(cwd, 'node_modules'));
  expect(installed.filter((name) => !name.startsWith('.'))).toEqual(['lh-run']);
  const { code, stdout, stderr, leftRunning } = await runCli(
    path.join(cwd, 'node_modules/lh-run/bin/lh-run.mjs'),
    ['smoke', '--out', 'run'],
    { cwd, timeoutMs: 60_000 },
  );
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/good/i);
  expect(leftRunning).toEqual([]);
  expect(readdirSync(path.join(cwd, 'run'))).toEqual(
    expect.arrayContaining(['result.json', 'report.html', 'log']),
  );
}, 90_000);
