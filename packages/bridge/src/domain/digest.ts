import { hash } from 'node:crypto';

/**
 * Identifies what an agent stated, by its payload and, for a command, the texts of its steps in
 * order.
 */
export function digestOf(payload: string | Uint8Array, steps: readonly string[] = []): string {
  return steps.reduce(digestWithStep, hash('sha256', payload, 'base64'));
}

/** Adds one more step to a digest. */
export function digestWithStep(digest: string, step: string): string {
  return hash('sha256', `${digest}${step}`, 'base64');
}
