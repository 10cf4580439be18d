import path from 'node:path';
import type { Repair } from '@lighthouse/contract/doctor-answer';
import type { Machine } from '../check.ts';
import { runtimeChecks } from '../checks/runtime.ts';
import { findProgram } from '../find-program.ts';

const INSTALL_LIMIT_MS = 10 * 60_000;
const WHAT = 'packages of package-lock.json';

/** Installs what the lock file names, when something else or nothing is installed. */
export async function installPackages(machine: Machine): Promise<Repair[]> {
  if (machine.readText(path.join(machine.cwd, 'package-lock.json')) === undefined) return [];
  if (await isInstalled(machine)) return [{ what: WHAT, outcome: 'there-already' }];
  if (findProgram('npm', machine.env) === undefined)
    return [{ what: WHAT, outcome: 'needs-you', note: 'install npm, then: npm ci' }];
  if (machine.offline) return [{ what: WHAT, outcome: 'needs-you', note: 'npm ci (--offline)' }];
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', machine.cwd];
  const answer = await machine.exec('npm', args, { timeoutMs: INSTALL_LIMIT_MS });
  if (answer?.code === 0) return [{ what: WHAT, outcome: 'done', note: 'npm ci' }];
  const said = (answer?.stderr ?? '').trim().split('\n')[0] ?? '';
  return [{ what: WHAT, outcome: 'failed', note: `npm ci: ${said}` }];
}

async function isInstalled(machine: Machine): Promise<boolean> {
  const check = runtimeChecks.find(({ id }) => id === 'runtime.dependencies');
  return (await check?.run(machine))?.status === 'pass';
}
