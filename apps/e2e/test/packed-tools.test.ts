import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, runCli, toolBin } from '@lighthouse/testkit';

const scope = createScope(afterEach);
const TOOLS = ['lh-doctor', 'lh-run', 'lh-verify', 'lh-report', 'lh-bridge'];

interface Manifest {
  readonly version: string;
}

/** Packs a tool and installs the tarball in an empty folder, without network. */
async function installAlone(
  tool: string,
): Promise<{ folder: string; bin: string; version: string }> {
  const folder = await scope.folder();
  const source = path.dirname(path.dirname(toolBin(tool)));
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], source);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(path.join(folder, 'package.json'), '{"private":true}');
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  npm(['install', ...quiet, `./${tarball}`], folder);
  const { version } = JSON.parse(
    readFileSync(path.join(source, 'package.json'), 'utf8'),
  ) as Manifest;
  return { folder, bin: path.join(folder, 'node_modules', tool, 'bin', `${tool}.mjs`), version };
}

test.each(TOOLS)(
  '%s installs nothing but itself and tells its version',
  async (tool) => {
    const { folder, bin, version } = await installAlone(tool);
    const installed = readdirSync(path.join(folder, 'node_modules'));
    expect(installed.filter((name) => !name.startsWith('.'))).toEqual([tool]);
    const { code, stdout } = await runCli(bin, ['--version'], { cwd: folder });
    expect([code, stdout.trim()]).toEqual([0, version]);
  },
  60_000,
);

test('lh-run alone in a folder brings its bridge and its report along', async () => {
  const { folder, bin } = await installAlone('lh-run');
  const { code, stdout, stderr, leftRunning } = await runCli(bin, ['smoke', '--out', 'run'], {
    cwd: folder,
    timeoutMs: 60_000,
  });
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/good/i);
  expect(leftRunning).toEqual([]);
  expect(readdirSync(path.join(folder, 'run'))).toEqual(
    expect.arrayContaining(['result.json', 'report.html', 'log']),
  );
}, 90_000);
