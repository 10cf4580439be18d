import { existsSync, statfsSync } from 'node:fs';
import path from 'node:path';
import { countCpus, effectiveCpus, workersFor } from './effective-cpus.ts';
import { readLimit } from './limits.ts';
import { readMemory } from './memory.ts';
import { readPortRange } from './ports.ts';
import { readTextFile, type ReadText } from './read-text.ts';

/** What a machine has for a run; Infinity for what it does not limit, or does not tell. */
export interface Room {
  readonly effectiveCpus: number;
  /** Threads that generate load. */
  readonly workers: number;
  readonly memoryBytes: number;
  /** Of one process: the hard limit, to which Node raises the soft one. */
  readonly openFiles: number;
  /** For connections to one address. */
  readonly ports: number;
  readonly diskBytes: number;
}

/** Looks at what there is for a run whose files go to this folder, which may not exist yet. */
export function readRoom(
  folder: string,
  readText: ReadText = readTextFile,
  machineCpus = countCpus(),
): Room {
  const cpus = effectiveCpus(readText, machineCpus);
  return {
    effectiveCpus: cpus,
    workers: workersFor(cpus),
    memoryBytes: readMemory(readText).availableBytes,
    openFiles: readLimit('Max open files', readText)?.hard ?? Infinity,
    ports: readPortRange(readText)?.count ?? Infinity,
    diskBytes: freeBytes(folder),
  };
}

/** Gives what this user may still write to the file system of a folder, or of the next above it. */
export function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(nearestExisting(folder));
  return bavail * bsize;
}

/** Gives the folder, or the nearest one above it that is there. */
export function nearestExisting(folder: string): string {
  let current = path.resolve(folder);
  while (!existsSync(current) && path.dirname(current) !== current) current = path.dirname(current);
  return current;
}
