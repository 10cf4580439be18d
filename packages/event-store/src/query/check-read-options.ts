import { LighthouseError } from '@lighthouse/contract/errors';
import type { ReadOptions } from '../types.ts';

const NUMBERS = ['after', 'before', 'fromUs', 'untilUs', 'limit'] as const;
const TEXTS = ['stream', 'type', 'agent', 'correlation'] as const;
const KNOWN: ReadonlySet<string> = new Set([...NUMBERS, ...TEXTS, 'backwards']);

/** Refuses, with LH_USAGE, conditions that can't be meant. */
export function checkReadOptions(options: ReadOptions): void {
  // A condition that is misspelt would otherwise leave out nothing.
  const unknown = Object.keys(options).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) {
    throw new LighthouseError('LH_USAGE', 'there is no such condition', {
      hint: `the conditions are: ${[...KNOWN].join(', ')}`,
      facts: { condition: unknown },
    });
  }
  for (const name of NUMBERS) {
    const value = options[name];
    if (value === undefined || (Number.isSafeInteger(value) && value >= 0)) continue;
    throw new LighthouseError('LH_USAGE', `${name} is not a whole number from 0`, {
      hint: 'change the condition',
      facts: { [name]: String(value) },
    });
  }
  for (const name of TEXTS) {
    if (options[name] === undefined || typeof options[name] === 'string') continue;
    throw new LighthouseError('LH_USAGE', `${name} is not a text`, {
      hint: 'change the condition',
    });
  }
}
