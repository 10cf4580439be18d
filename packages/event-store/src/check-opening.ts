import { LighthouseError } from '@lighthouse/contract/errors';
import type { Clock } from './clock.ts';

/**
 * Refuses, with LH_USAGE, what a log can't be opened with, before anything is touched. Callers
 * without types may hand over anything.
 */
export function checkOpening(options: { readonly dir: unknown; readonly clock: Clock }): void {
  const { dir, clock } = options;
  // A folder beside the program, or somewhere else: it is not for us to say.
  if (typeof dir !== 'string' || !dir.startsWith('/')) {
    throw new LighthouseError('LH_USAGE', 'the folder of a log is not given as an absolute path', {
      hint: 'give path.resolve(...) of it',
      facts: { dir: String(dir) },
    });
  }
  if (isTime(clock)) return;
  throw new LighthouseError('LH_USAGE', 'the clock does not say what time it is', {
    hint: 'give a clock whose nowUs() is a number of microseconds since 1970, or none',
  });
}

function isTime(clock: unknown): boolean {
  const nowUs: unknown = (clock as Partial<Clock> | null | undefined)?.nowUs?.();
  return typeof nowUs === 'number' && nowUs >= 0 && nowUs <= Number.MAX_SAFE_INTEGER;
}
