import { createHash } from 'node:crypto';
import os from 'node:os';
import { effectiveCpus } from './effective-cpus.ts';

const FINGERPRINT_LENGTH = 12;

/** Gives a short hash that is equal for machines whose figures may be compared. */
export function hostFingerprint(): string {
  const cpuModel = os.cpus()[0]?.model.trim() ?? 'unknown';
  const facts = [os.type(), os.arch(), cpuModel, effectiveCpus(), os.totalmem()];
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  return digest.slice(0, FINGERPRINT_LENGTH);
}
