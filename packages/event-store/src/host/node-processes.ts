import fs from 'node:fs';
import type { ProcessIdentity, ProcessTable } from '../lock.ts';

/**
 * Processes as Linux shows them under /proc. Elsewhere only the process number is known, and a lock
 * never looks stale.
 */
export const nodeProcesses: ProcessTable = {
  self() {
    const stat = readProc('self/stat');
    const pid = stat === undefined ? 0 : Number.parseInt(stat, 10);
    return { pid, bootId: bootId(), startTicks: startTicksIn(stat) };
  },
  isRunning(identity: ProcessIdentity) {
    const boot = bootId();
    if (boot === '') return true;
    if (identity.bootId !== boot) return false;
    const stat = readProc(`${identity.pid}/stat`);
    return stat !== undefined && startTicksIn(stat) === identity.startTicks;
  },
};

function bootId(): string {
  return readProc('sys/kernel/random/boot_id')?.trim() ?? '';
}

/**
 * Field 22 of /proc/<pid>/stat; the command's name, in parentheses, may itself hold spaces and
 * parentheses.
 */
function startTicksIn(stat: string | undefined): number {
  if (stat === undefined) return 0;
  const afterName = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number.parseInt(afterName[19] ?? '0', 10);
}

function readProc(name: string): string | undefined {
  try {
    return fs.readFileSync(`/proc/${name}`, 'utf8');
  } catch {
    return undefined;
  }
}
