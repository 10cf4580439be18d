import { closestName } from '@lighthouse/contract/closest-name';
import { LighthouseError } from '@lighthouse/contract/errors';
import type { Flag, ListFlag, NumberFlag, TextFlag } from './flags.ts';

const VALUE_LENGTH_MAX = 32 * 1024;
const INTEGER = /^-?(0|[1-9]\d*)$/;
const NUMBER = /^-?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Turns the text of one flag into its value, or throws LH_USAGE. `source` is what the user wrote:
 * `--seed` or `LH_SEED`.
 */
export function readFlagValue(
  flag: Exclude<Flag, { type: 'boolean' | 'list' }>,
  text: string,
  source: string,
): string | number {
  return flag.type === 'text' ? readText(flag, text, source) : readNumber(flag, text, source);
}

/** Checks one value of a list, or the value of a text flag. */
export function readText(flag: TextFlag | ListFlag, text: string, source: string): string {
  if (text === '') throw usageError(`${source} needs a value`);
  if (text.length > VALUE_LENGTH_MAX || text.includes('\0'))
    throw usageError(`${source} is too long or holds a zero byte`);
  if (flag.choices === undefined || flag.choices.includes(text)) return text;
  const meant = closestName(text, flag.choices);
  throw usageError(
    `${source} does not take ${quote(text)}`,
    `${meant === undefined ? '' : `did you mean ${meant}? `}it is one of ${flag.choices.join(', ')}`,
  );
}

/** Reads a switch from the environment: 1, true, 0 or false. */
export function readSwitch(text: string, source: string): boolean {
  if (text === '1' || text === 'true') return true;
  if (text === '0' || text === 'false') return false;
  throw usageError(`${source} does not take ${quote(text)}`, 'it is 1 or 0');
}

function readNumber(flag: NumberFlag, text: string, source: string): number {
  if (text === '') throw usageError(`${source} needs a value`);
  const pattern = flag.type === 'integer' ? INTEGER : NUMBER;
  if (!pattern.test(text))
    throw usageError(
      `${source} does not take ${quote(text)}`,
      flag.type === 'integer' ? 'it is a whole number' : 'it is a number',
    );
  const value = Number(text);
  if (value < flag.min || value > flag.max)
    throw usageError(`${source} is out of range: ${text}`, `from ${flag.min} to ${flag.max}`);
  return value;
}

/** Makes the error for a command line that is not understood. */
export function usageError(message: string, hint?: string): LighthouseError {
  return new LighthouseError('LH_USAGE', message, hint === undefined ? {} : { hint });
}

/** Quotes what the user wrote, shortened, with control characters escaped. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);
}
