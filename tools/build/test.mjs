// The whole of `npm test`: format, lint, types and all tests, with one closing line of real counts.
// Arguments go to nx: node tools/build/test.mjs -p lh-run
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { nx, root } from './nx.mjs';

/** Checks of the whole tree, and the targets of the root project that run them. */
const CHECKS = ['format', 'lint', 'types'];
const counts = { passed: 0, failed: 0, skipped: 0 };

const nxArgs = process.argv.slice(2);
const projects = listProjects();
// A count left by an earlier run must not stand for a suite that did not run; nx restores those of
// suites it has cached.
for (const dir of [root, ...projects])
  rmSync(path.join(dir, '.test'), { recursive: true, force: true });

const targets = [...CHECKS.map((name) => `tree-${name}`), 'test'];
const { status } = nx(['run-many', '-t', ...targets, '--outputStyle=static', ...nxArgs]);
console.log();
for (const name of CHECKS) countCheck(name);
for (const dir of projects) countSuite(dir);
if (status !== 0 && counts.failed === 0) counts.failed = 1; // something ended without counts

const { passed, failed, skipped } = counts;
console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;

function listProjects() {
  const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const parents = workspaces.map((glob) => path.join(root, glob.replace(/\/\*$/, '')));
  return parents
    .flatMap((parent) => readdirSync(parent).map((name) => path.join(parent, name)))
    .filter((dir) => existsSync(path.join(dir, 'package.json')))
    .sort();
}

function countCheck(name) {
  const file = path.join(root, `.test/${name}.json`);
  if (!existsSync(file)) return;
  const { good } = JSON.parse(readFileSync(file, 'utf8'));
  counts[good ? 'passed' : 'failed'] += 1;
  console.log(`${name}: ${good ? 'passed' : 'failed'}`);
}

function countSuite(dir) {
  const file = path.join(dir, '.test/results.json');
  if (!existsSync(file)) return;
  const results = JSON.parse(readFileSync(file, 'utf8'));
  counts.passed += results.numPassedTests;
  counts.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  counts.skipped += results.numPendingTests + results.numTodoTests;
  const name = path.relative(root, dir);
  console.log(
    `${name}: ${results.numPassedTests} passed, ${results.numFailedTests} failed, ${results.numPendingTests} skipped`,
  );
}
