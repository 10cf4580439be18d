import { createHash } from 'node:crypto';
import os from 'node:os';
import process from 'node:process';
import type { Result } from '@lighthouse/contract';
import { countCpus, effectiveCpus } from '@lighthouse/machine';

const FINGERPRINT_LENGTH = 12;

/** Describes this machine. The fingerprint is equal for machines whose figures may be compared. */
export function hostFacts(): Result['host'] {
  const cpuModel = os.cpus()[0]?.model.trim() ?? 'unknown';
  const system = `${os.type()} ${os.release()}`;
  const facts = {
    os: system,
    arch: process.arch,
    cpuModel,
    cpuCount: countCpus(),
    effectiveCpus: effectiveCpus(),
    memoryBytes: os.totalmem(),
    node: process.version,
  };
  const { effectiveCpus: cpus, memoryBytes } = facts;
  const sameForAll = JSON.stringify([os.type(), process.arch, cpuModel, cpus, memoryBytes]);
  const digest = createHash('sha256').update(sameForAll).digest('hex');
  return { fingerprint: digest.slice(0, FINGERPRINT_LENGTH), ...facts };
}
