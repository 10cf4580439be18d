// One idempotent step before any job: install what package-lock.json names, then build.
// node tools/build/bootstrap.mjs [--deps-only]
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { nx, root } from './nx.mjs';

const LOCK_AGE_MAX_MS = 10 * 60_000;
const installStamp = path.join(root, 'node_modules/.lighthouse-install');
const buildStamp = path.join(root, 'node_modules/.lighthouse-build');
const lockDir = path.join(root, '.bootstrap-lock');
/** Built by `npm run bench` alone. */
const BENCH = 'bench';
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const readIfThere = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/**
 * Installs and (unless depsOnly) builds, whatever is not up to date. Exits the process when a step
 * fails.
 */
export function bootstrap({ depsOnly = false } = {}) {
  requireNode();
  const workspaces = listWorkspaces();
  withLock(() => {
    const key = installKey(workspaces);
    if (
      readIfThere(installStamp) !== key ||
      !existsSync(path.join(root, 'node_modules/.package-lock.json'))
    ) {
      install();
      writeFileSync(installStamp, key);
    }
    if (!depsOnly) buildIfStale(workspaces);
  });
}

function requireNode() {
  const wanted = readJson(path.join(root, 'package.json'))
    .engines.node.replace('>=', '')
    .split('.')
    .map(Number);
  const have = process.versions.node.split('.').map(Number);
  const difference = have.map((n, i) => n - wanted[i]).find((d) => d !== 0) ?? 0;
  if (difference >= 0) return;
  console.error(`lighthouse needs Node ${wanted.join('.')} or newer; this is ${process.version}`);
  process.exit(64);
}

/** Folder and manifest of every workspace, the root first. */
function listWorkspaces() {
  const manifest = readJson(path.join(root, 'package.json'));
  const dirs = manifest.workspaces
    .map((glob) => path.join(root, glob.replace(/\/\*$/, '')))
    .flatMap((parent) =>
      existsSync(parent) ? readdirSync(parent).map((name) => path.join(parent, name)) : [],
    )
    .filter((dir) => existsSync(path.join(dir, 'package.json')))
    .sort();
  return [
    { dir: root, manifest },
    ...dirs.map((dir) => ({ dir, manifest: readJson(path.join(dir, 'package.json')) })),
  ];
}

function installKey(workspaces) {
  const hash = createHash('sha256').update(readFileSync(path.join(root, 'package-lock.json')));
  for (const { dir, manifest } of workspaces) {
    const { name, version, overrides, bin, dependencies, devDependencies, optionalDependencies } =
      manifest;
    hash.update(
      JSON.stringify([
        path.relative(root, dir),
        name,
        version,
        overrides,
        bin,
        dependencies,
        devDependencies,
        optionalDependencies,
      ]),
    );
  }
  return hash
    .update([process.platform, process.arch, process.versions.modules].join())
    .digest('hex');
}

function install() {
  console.error('lighthouse: installing dependencies');
  const args = ['ci', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  const cli = process.env.npm_execpath;
  const [command, first] = cli?.endsWith('.js') ? [process.execPath, [cli]] : ['npm', []];
  const { status, error } = spawnSync(command, [...first, ...args], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

function isBuilt({ name, nx }) {
  return nx?.targets?.build !== undefined && name !== BENCH;
}

function buildIfStale(workspaces) {
  const key = sourceKey(workspaces);
  const built = workspaces.every(
    ({ dir, manifest }) => !isBuilt(manifest) || existsSync(path.join(dir, 'dist')),
  );
  if (built && readIfThere(buildStamp) === key) return;
  console.error('lighthouse: building');
  const { status, output } = nx(['run-many', '-t', 'build', '--exclude', BENCH], { quiet: true });
  if (status !== 0) {
    process.stderr.write(output);
    process.exit(status);
  }
  writeFileSync(buildStamp, key);
}

/** Identifies the state of all sources by path, size and modification time. */
function sourceKey(workspaces) {
  const hash = createHash('sha256').update(process.version);
  const skipped = new Set(['node_modules', 'dist', '.test', 'coverage']);
  const walk = (dir) => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const full = path.join(dir, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) walk(full);
      else if (entry.isFile()) {
        const { size, mtimeMs } = statSync(full);
        hash.update(`${full}\0${size}\0${mtimeMs}\0`);
      }
    }
  };
  for (const { dir } of workspaces.slice(1)) walk(dir);
  walk(path.join(root, 'tools/build'));
  return hash.update(readFileSync(path.join(root, 'nx.json'))).digest('hex');
}

/**
 * Runs one bootstrap at a time in this checkout; others wait. A lock older than ten minutes belongs
 * to a dead process.
 */
function withLock(work) {
  for (;;) {
    try {
      mkdirSync(lockDir);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const since = statSync(lockDir, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
      if (Date.now() - since > LOCK_AGE_MAX_MS) rmSync(lockDir, { recursive: true, force: true });
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    }
  }
  const release = () => rmSync(lockDir, { recursive: true, force: true });
  const onSignal = () => process.exit(130);
  process.once('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, onSignal);
  work();
  release();
  process.off('exit', release);
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, onSignal);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  bootstrap({ depsOnly: process.argv.includes('--deps-only') });
