import { LighthouseError } from '@lighthouse/contract';

/** Throws LH_USAGE when a flag that is needed was left out. */
export function given(value: string | undefined, flag: string, hint: string): string {
  if (value !== undefined) return value;
  throw new LighthouseError('LH_USAGE', `${flag} is missing`, { hint });
}
