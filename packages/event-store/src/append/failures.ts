import { LighthouseError } from '@lighthouse/contract/errors';

export function logClosed(): LighthouseError {
  return new LighthouseError('LH_LOG_CLOSED', 'the log was closed');
}

export function readOnly(cause: unknown): LighthouseError {
  return new LighthouseError('LH_LOG_READ_ONLY', 'a write to the log failed', {
    hint: 'open the log again; it then finds out what is durable',
    cause,
  });
}

export function outcomeUnknown(cause: unknown): LighthouseError {
  return new LighthouseError('LH_OUTCOME_UNKNOWN', 'writing failed; the append may be in the log', {
    hint: 'open the log again, then append again with the same idempotency key',
    cause,
  });
}

export function overloaded(facts: { appends: number; bytes: number }): LighthouseError {
  return new LighthouseError('LH_LOG_OVERLOADED', 'too many appends are waiting', {
    hint: 'wait for some of them, then try again',
    facts,
  });
}

export function keyConflict(key: string): LighthouseError {
  return new LighthouseError('LH_IDEMPOTENCY_CONFLICT', 'the key was used for another append', {
    hint: 'use a new idempotency key for a new append',
    facts: { key },
  });
}

export function takenOver(): LighthouseError {
  return new LighthouseError('LH_LOG_LOCKED', 'another process has taken the log over', {
    hint: 'let one process at a time open the log for writing',
  });
}
