import { hash } from 'node:crypto';

/** Identifies what an agent stated by its payload. */
export function digestOf(payload: string | Uint8Array): string {
  return hash('sha256', payload, 'base64');
}

/** Adds one more step of a command to a digest: their texts belong to it, in order. */
export function digestWithStep(digest: string, step: string): string {
  return hash('sha256', `${digest}${step}`, 'base64');
}
