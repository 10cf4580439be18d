import type { Room } from '@lighthouse/capacity';
import { effectiveCpus, readLimit, readMemory, workersFor } from '@lighthouse/machine';
import type { Machine } from '../check.ts';
import { readPortRange } from '../checks/network.ts';
import { freeBytes } from '../folders.ts';

/** What this machine has for a run; Infinity for what it does not limit, or does not tell. */
export function roomOf({ readText, cpuCount, resultsDir }: Machine): Room {
  const cpus = effectiveCpus(readText, cpuCount);
  return {
    effectiveCpus: cpus,
    workers: workersFor(cpus),
    memoryBytes: readMemory(readText).availableBytes,
    openFiles: readLimit('Max open files', readText)?.hard ?? Infinity,
    ports: readPortRange(readText)?.count ?? Infinity,
    diskBytes: freeBytes(resultsDir),
  };
}

/** As many agents as may run here at a time, by the number of files alone. */
export function agentsForFiles({ openFiles }: Room): number {
  const FILES_BESIDE = 200;
  const FILES_PER_AGENT = 1.5;
  return Math.max(10, Math.floor((openFiles - FILES_BESIDE) / FILES_PER_AGENT));
}
