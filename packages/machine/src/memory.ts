import os from 'node:os';
import { readCgroup } from './cgroup.ts';
import { readTextFile, type ReadText } from './read-text.ts';

export interface Memory {
  readonly totalBytes: number;
  /**
   * What could be used without swapping: the kernel's own estimate where there is one, within the
   * cgroup's limit.
   */
  readonly availableBytes: number;
  /**
   * The smallest limit of the cgroups (v1, v2) this process is in; undefined when there is none.
   */
  readonly limitBytes: number | undefined;
  readonly swapUsedBytes: number;
}

/** Version 1 says "no limit" with a number close to 2^63. */
const ABSURD_BYTES = 2 ** 60;

/** Reads how much memory there is for this process. */
export function readMemory(readText: ReadText = readTextFile): Memory {
  const info = readText('/proc/meminfo') ?? '';
  const totalBytes = kibibytes(info, 'MemTotal') ?? os.totalmem();
  const freeBytes = kibibytes(info, 'MemAvailable') ?? os.freemem();
  const limitBytes = smallest(
    readCgroup(readText, 'memory', { v2: 'memory.max', v1: 'memory.limit_in_bytes' }),
  );
  const usedBytes = smallest(
    readCgroup(readText, 'memory', { v2: 'memory.current', v1: 'memory.usage_in_bytes' }).slice(
      0,
      1,
    ),
  );
  const withinLimit =
    limitBytes === undefined ? Infinity : Math.max(0, limitBytes - (usedBytes ?? 0));
  return {
    totalBytes,
    availableBytes: Math.min(freeBytes, withinLimit),
    limitBytes: limitBytes !== undefined && limitBytes < totalBytes ? limitBytes : undefined,
    swapUsedBytes: (kibibytes(info, 'SwapTotal') ?? 0) - (kibibytes(info, 'SwapFree') ?? 0),
  };
}

function kibibytes(info: string, name: string): number | undefined {
  const value = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(info)?.[1];
  return value === undefined ? undefined : Number(value) * 1024;
}

function smallest(texts: readonly string[]): number | undefined {
  const numbers = texts.map(Number).filter((number) => number >= 0 && number < ABSURD_BYTES);
  return numbers.length === 0 ? undefined : Math.min(...numbers);
}
