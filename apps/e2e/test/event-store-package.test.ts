import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { afterEach, expect, test } from '@jest/globals';
import { createScope, workspaceRoot } from '@lighthouse/testkit';

const scope = createScope(afterEach);
const ROOT = workspaceRoot();
const COMPILER = path.join(ROOT, 'node_modules/typescript-7/bin/tsc');

/** What a careful user has in a program of their own; libraries are checked too. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023', 'esnext.disposable'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    types: ['node'],
    outDir: 'out',
  },
};

const ENTRIES = `
import * as anchors from '@lighthouse/event-store/anchors';
import * as follow from '@lighthouse/event-store/follow';
import * as sealed from '@lighthouse/event-store/sealed';
import { loadKeyRing, openLog, type EventLog } from '@lighthouse/event-store';
{
  const keyRing = loadKeyRing(process.cwd() + '/keyring.json');
  await using log: EventLog = await openLog({ dir: process.cwd() + '/orders', keyRing });
  await log.append({ events: [{ type: 'a', stream: 's', payload: new Uint8Array(1) }] });
}
const refused = await openLog({ dir: 'orders', keyRing: { keys: [] } }).catch((e) => e.code);
console.log(refused, [anchors, follow, sealed].every((part) => Object.keys(part).length > 1));
`;

/** Installs the packed package in an empty folder, without network and without our sources. */
async function installAlone(): Promise<string> {
  const folder = await scope.folder();
  const npm = (args: readonly string[], cwd: string): string =>
    execFileSync('npm', [...args], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const source = path.join(ROOT, 'packages/event-store');
  npm(['pack', '--ignore-scripts', '--pack-destination', folder], source);
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
  writeFileSync(path.join(folder, 'package.json'), '{"private":true,"type":"module"}');
  const quiet = ['--offline', '--ignore-scripts', '--no-audit', '--no-fund'];
  npm(['install', ...quiet, `./${tarball}`], folder);
  expect(readdirSync(path.join(folder, 'node_modules/@lighthouse'))).toEqual(['event-store']);
  mkdirSync(path.join(folder, 'node_modules/@types'));
  for (const name of ['@types/node', 'undici-types'])
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(folder, 'node_modules', name));
  return folder;
}

function run(args: readonly string[], cwd: string): string {
  const { FORCE_COLOR: _colour, ...env } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8' });
  return stdout + stderr;
}

test('the event store by itself, with its types, does what docs/event-store.md says', async () => {
  const folder = await installAlone();
  const page = readFileSync(path.join(ROOT, 'docs/event-store.md'), 'utf8');
  const examples = [...page.matchAll(/```ts\n(.*?)```\n\n```text\n(.*?)```/gs)];
  for (const [index, [, program = '']] of examples.entries())
    writeFileSync(path.join(folder, `example-${index}.ts`), program);
  writeFileSync(path.join(folder, 'entries.ts'), ENTRIES);
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  expect(run([COMPILER, '-p', '.'], folder)).toBe('');
  for (const [index, [, , output]] of examples.entries()) {
    const cwd = path.join(folder, `work-${index}`);
    mkdirSync(cwd);
    expect(run([path.join(folder, `out/example-${index}.js`)], cwd)).toBe(output);
  }
  const again = run([path.join(folder, 'out/entries.js')], path.join(folder, 'work-0'));
  expect(again).toBe('LH_USAGE true\n');
}, 120_000);
