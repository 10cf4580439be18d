// nx affected with a base that always exists: what CI names, else the fork point, else the last
// commit, else everything.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { nx, root } from './nx.mjs';

const EMPTY_TREE = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

function git(...args) {
  const { status, stdout } = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
const commit = (ref) =>
  ref ? git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`) : undefined;

function findBase() {
  if (git('rev-parse', '--git-dir') === undefined) return undefined;
  const head = commit('HEAD');
  const named = commit(process.env.NX_BASE);
  if (named) return { base: named, why: 'NX_BASE' };
  const { defaultBase } = JSON.parse(readFileSync(path.join(root, 'nx.json'), 'utf8'));
  const pullRequestBase = process.env.GITHUB_BASE_REF && `origin/${process.env.GITHUB_BASE_REF}`;
  for (const ref of [pullRequestBase, `origin/${defaultBase}`, defaultBase]) {
    const tip = commit(ref);
    if (tip === undefined || tip === head) continue;
    return { base: git('merge-base', tip, 'HEAD') ?? tip, why: ref };
  }
  const parent = commit('HEAD~1');
  if (parent) return { base: parent, why: 'HEAD~1' };
  return { base: EMPTY_TREE, why: 'no earlier commit here (a shallow clone?): everything' };
}

const args = process.argv.slice(2);
const found = findBase();
console.error(
  found
    ? `affected since ${found.base.slice(0, 12)} (${found.why})`
    : 'not a git checkout: running everything',
);
process.exitCode = nx(
  found ? ['affected', `--base=${found.base}`, ...args] : ['run-many', ...args],
).status;
