// The whole of `npm test`: format, lint, types and all tests, with one closing line of real counts.
// Arguments go to nx: node tools/build/test.mjs -p lh-run
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { nx, root } from './nx.mjs';

const nxArgs = process.argv.slice(2);
const projects = listProjects();
/** @type {[string, () => number | null][]} */
const checks = [
  [
    'format',
    () =>
      spawnSync(process.execPath, [prettier(), '--check', '--log-level=warn', '.'], {
        cwd: root,
        stdio: 'inherit',
      }).status,
  ],
  ['lint', () => nx(['run-many', '-t', 'lint', '--outputStyle=static', ...nxArgs]).status],
  [
    'typecheck',
    () => nx(['run-many', '-t', 'typecheck', '--outputStyle=static', ...nxArgs]).status,
  ],
];

// A count left by an earlier run must not stand for a suite that did not run; nx restores those of
// suites it has cached.
for (const dir of projects) rmSync(path.join(dir, '.test'), { recursive: true, force: true });

let passed = 0;
let failed = 0;
let skipped = 0;
for (const [name, run] of checks) {
  console.log(`\n== ${name}`);
  if (run() === 0) passed += 1;
  else failed += 1;
}
console.log('\n== test');
const { status } = nx(['run-many', '-t', 'test', '--outputStyle=static', ...nxArgs]);
const failedBefore = failed;
for (const dir of projects) count(dir);
if (status !== 0 && failed === failedBefore) failed += 1; // a suite ended without counts

console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

function listProjects() {
  const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const parents = workspaces.map((glob) => path.join(root, glob.replace(/\/\*$/, '')));
  return parents
    .flatMap((parent) => readdirSync(parent).map((name) => path.join(parent, name)))
    .sort();
}

function count(dir) {
  const file = path.join(dir, '.test/results.json');
  if (!existsSync(file)) return;
  const results = JSON.parse(readFileSync(file, 'utf8'));
  passed += results.numPassedTests;
  failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  skipped += results.numPendingTests + results.numTodoTests;
  const name = path.relative(root, dir);
  console.log(
    `${name}: ${results.numPassedTests} passed, ${results.numFailedTests} failed, ${results.numPendingTests} skipped`,
  );
}

function prettier() {
  return path.join(root, 'node_modules/prettier/bin/prettier.cjs');
}
