import os from 'node:os';
import process from 'node:process';

/** What the figures depend on. No names: reports are shown to others. */
export interface MachineFacts {
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly os: string;
  readonly node: string;
}

export function machineFacts(): MachineFacts {
  return {
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown CPU',
    cpuCount: os.availableParallelism(),
    memoryBytes: os.totalmem(),
    os: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}
