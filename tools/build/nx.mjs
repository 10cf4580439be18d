// Runs nx of this workspace. Nx keeps file hashes by whole-second mtime, so two edits in one second
// look the same to it (a stale hash would become a wrong, lasting cache hit): the table is removed
// first, which costs nothing measurable.
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

/**
 * Runs nx with these arguments. Returns { status, output }; output is empty when stdio is
 * inherited.
 */
export function nx(args, { quiet = false, env = {} } = {}) {
  rmSync(path.join(root, '.nx/workspace-data/nx_files.nxt'), { force: true });
  const manifest = path.join(root, 'node_modules/nx/package.json');
  const bin = path.join(path.dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin.nx);
  const { status, error, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 256 << 20,
    stdio: quiet ? 'pipe' : 'inherit',
    env: { ...process.env, ...env },
  });
  if (error) throw error;
  return { status: status ?? 1, output: quiet ? stdout + stderr : '' };
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  process.exitCode = nx(process.argv.slice(2)).status;
