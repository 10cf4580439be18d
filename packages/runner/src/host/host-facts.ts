import os from 'node:os';
import process from 'node:process';
import type { Result } from '@lighthouse/contract';
import { countCpus, effectiveCpus, hostFingerprint } from '@lighthouse/machine';

/** Describes this machine. The fingerprint is equal for machines whose figures may be compared. */
export function hostFacts(): Result['host'] {
  return {
    fingerprint: hostFingerprint(),
    os: `${os.type()} ${os.release()}`,
    arch: process.arch,
    cpuModel: os.cpus()[0]?.model.trim() ?? 'unknown',
    cpuCount: countCpus(),
    effectiveCpus: effectiveCpus(),
    memoryBytes: os.totalmem(),
    node: process.version,
  };
}
