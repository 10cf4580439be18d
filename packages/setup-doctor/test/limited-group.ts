import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { Scope } from '@lighthouse/testkit';
import type { Obstacle } from './run-doctor.ts';

/** What is to be written into which file of a group, by version of cgroups. */
export interface GroupLimit {
  readonly controller: 'cpu' | 'memory' | 'pids';
  readonly v1: Readonly<Record<string, string>>;
  readonly v2: Readonly<Record<string, string>>;
}

/** Tells why a limit cannot be set here, if so: most containers may not. */
export function groupObstacle(limit: GroupLimit): Obstacle {
  try {
    rmdirSync(makeGroup(limit));
    return undefined;
  } catch (error) {
    return `cgroup ${limit.controller}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Makes a group with a limit and gives the command that starts a process in it. */
export function underLimit(scope: Scope, limit: GroupLimit): readonly string[] {
  const folder = makeGroup(limit);
  scope.onClose(() => rmdirSync(folder));
  return ['sh', '-c', `echo $$ > ${folder}/cgroup.procs && exec "$@"`, 'sh'];
}

let made = 0;

function makeGroup({ controller, v1, v2 }: GroupLimit): string {
  const { root, isV2 } = findRoot(controller);
  const folder = path.join(root, `lh-test-${process.pid}-${++made}`);
  mkdirSync(folder);
  try {
    for (const [name, value] of Object.entries(isV2 ? v2 : v1))
      writeFileSync(path.join(folder, name), value);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return folder;
}

function findRoot(controller: string): { root: string; isV2: boolean } {
  for (const line of readFileSync('/proc/self/mounts', 'utf8').split('\n')) {
    const [, root = '', type, options = ''] = line.split(' ');
    if (type === 'cgroup' && options.split(',').includes(controller)) return { root, isV2: false };
    const controllers = path.join(root, 'cgroup.controllers');
    if (type !== 'cgroup2' || !existsSync(controllers)) continue;
    if (!readFileSync(controllers, 'utf8').split(/\s+/).includes(controller)) continue;
    writeFileSync(path.join(root, 'cgroup.subtree_control'), `+${controller}`);
    return { root, isV2: true };
  }
  throw new Error('not mounted');
}
