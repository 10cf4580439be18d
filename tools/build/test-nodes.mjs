// The built tools under other versions of Node: the oldest that is allowed and those that are
// current. Each is installed from npm into a folder of its own, outside the workspace, and plays
// the main job: doctor, run, audit, report.
// npm run test:nodes [-- version ...]
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { root } from './nx.mjs';

const DEFAULT_VERSIONS = ['20.19.0', '22', '24'];
/** Too old: the tools must say so, with the exit code of a wrong use. */
const TOO_OLD = '18';
const EXIT_USAGE = 64;
const STEP_TIMEOUT_MS = 120_000;
const asked = process.argv.slice(2);

let passed = 0;
let failed = 0;
for (const version of asked.length > 0 ? asked : [...DEFAULT_VERSIONS, TOO_OLD]) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'lh-node-'));
  try {
    const node = installNode(version, folder);
    if (node !== undefined) for (const step of stepsOf(version, folder)) runStep(node, step);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** Gives the path of the program and its version; undefined when it could not be installed. */
function installNode(version, folder) {
  const name = `node-${process.platform}-${process.arch}`;
  const args = ['install', '--prefix', folder, '--no-audit', '--no-fund', '--no-save'];
  const install = spawnSync('npm', [...args, `${name}@${version}`], { encoding: 'utf8' });
  const program = path.join(folder, 'node_modules', name, 'bin/node');
  const said = spawnSync(program, ['--version'], { encoding: 'utf8' });
  if (said.status === 0) return { program, version: said.stdout.trim() };
  report(`Node ${version}: installed`, install.stderr || String(said.error));
  return undefined;
}

/** @returns {{ tool: string, args: string[], exits: number[] }[]} */
function stepsOf(asked, folder) {
  const run = path.join(folder, 'run');
  const bin = (directory, name) => path.join(root, 'packages', directory, 'bin', `${name}.mjs`);
  const steps = [
    { tool: bin('setup-doctor', 'lh-doctor'), args: ['--offline', '--json'], exits: [0] },
    // A busy machine may be too slow to judge; what matters here is that the run comes to its end.
    { tool: bin('runner', 'lh-run'), args: ['smoke', '--out', run], exits: [0, 2] },
    { tool: bin('integrity-cli', 'lh-verify'), args: [run], exits: [0] },
    { tool: bin('reporter', 'lh-report'), args: [run, '--markdown', '-'], exits: [0] },
    { tool: bin('bridge', 'lh-bridge'), args: ['--help'], exits: [0] },
  ];
  return asked === TOO_OLD ? steps.map((step) => ({ ...step, exits: [EXIT_USAGE] })) : steps;
}

function runStep({ program, version }, { tool, args, exits }) {
  const { status, stdout, stderr, error } = spawnSync(program, [tool, ...args], {
    cwd: os.tmpdir(),
    encoding: 'utf8',
    timeout: STEP_TIMEOUT_MS,
  });
  const name = `Node ${version}: ${path.basename(tool, '.mjs')}`;
  const isWell = status !== null && exits.includes(status);
  report(name, isWell ? undefined : `exit code ${status}${error ?? ''}\n${stdout}${stderr}`);
}

function report(name, trouble) {
  if (trouble === undefined) passed += 1;
  else failed += 1;
  console.log(trouble === undefined ? `✓ ${name}` : `✗ ${name}\n${trouble}`);
}
