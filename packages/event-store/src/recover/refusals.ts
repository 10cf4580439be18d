import { LighthouseError } from '@lighthouse/contract/errors';

type Facts = Readonly<Record<string, string | number | boolean>>;

/** The log can't be opened for writing: what is missing or damaged is not the work of a crash. */
export function damaged(finding: string, reason: string, facts: Facts = {}): LighthouseError {
  return new LighthouseError('LH_LOG_DAMAGED', reason, {
    hint: 'run lh-verify on the log to see what happened; nothing was changed',
    facts: { finding, ...facts },
  });
}

export function keyMissing(kid: number): LighthouseError {
  return new LighthouseError('LH_KEY_MISSING', 'the key ring lacks a key of the log', {
    hint: 'name the key file the log was written with',
    facts: { kid },
  });
}

export function keyWrong(kid: number): LighthouseError {
  return new LighthouseError('LH_KEY_WRONG', 'the log was written with another key', {
    hint: 'name the key file the log was written with',
    facts: { kid },
  });
}
