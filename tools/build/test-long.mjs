// The long campaigns (`*.test-long.ts`): tens of millions of crashes, millions of mutations and
// requests. Takes hours. node tools/build/test-long.mjs [project folders, for example
// packages/event-store]
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { spawnSync } from 'node:child_process';
import { root } from './nx.mjs';

const only = process.argv.slice(2);
const projects = ['packages', 'apps', 'tools']
  .flatMap((parent) => readdirSync(path.join(root, parent)).map((name) => path.join(parent, name)))
  .filter((dir) => (only.length === 0 ? hasLongTests(path.join(root, dir)) : only.includes(dir)));

let failed = 0;
for (const dir of projects) {
  console.log(`\n== ${dir}`);
  const { status } = spawnSync(process.execPath, [path.join(root, 'tools/build/jest.mjs'), dir], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, LH_TEST_LONG: '1' },
  });
  if (status !== 0) failed += 1;
}
console.log(`\n${projects.length - failed} campaigns passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function hasLongTests(dir) {
  return ['src', 'test'].some((name) => {
    const folder = path.join(dir, name);
    return (
      existsSync(folder) &&
      readdirSync(folder, { recursive: true }).some((file) =>
        String(file).endsWith('.test-long.ts'),
      )
    );
  });
}
