import { LighthouseError } from '@lighthouse/contract/errors';
import type { AppendRequest, ExpectedVersion } from '../types.ts';

/** The log as it will be when everything that waits is durable. */
export interface Standing {
  lastSeq(): number;
  versionOf(stream: string): number;
  hasId(id: string): boolean;
}

/** Compares the request with the log; gives the conflict, or undefined when it may be appended. */
export function conflictOf(request: AppendRequest, log: Standing): LighthouseError | undefined {
  return (
    conflictInSeq(request, log) ?? conflictInVersions(request, log) ?? conflictInIds(request, log)
  );
}

function conflictInSeq(request: AppendRequest, log: Standing): LighthouseError | undefined {
  const { expectedSeq } = request;
  if (expectedSeq === undefined || expectedSeq === log.lastSeq()) return undefined;
  return new LighthouseError('LH_WRONG_VERSION', 'the log is not at the expected sequence number', {
    hint: 'read what was appended since, then decide again',
    facts: { expectedSeq, actualSeq: log.lastSeq() },
  });
}

function conflictInVersions(request: AppendRequest, log: Standing): LighthouseError | undefined {
  if (request.expected === undefined) return undefined;
  for (const [stream, expected] of Object.entries(request.expected)) {
    const actual = log.versionOf(stream);
    if (isAsExpected(expected, actual)) continue;
    return new LighthouseError('LH_WRONG_VERSION', 'a stream is not at the expected version', {
      hint: 'read the stream again, then decide again',
      facts: { stream, expected, actual },
    });
  }
  return undefined;
}

function isAsExpected(expected: ExpectedVersion, actual: number): boolean {
  if (expected === 'any') return true;
  if (expected === 'none') return actual === 0;
  if (expected === 'exists') return actual > 0;
  return actual === expected;
}

function conflictInIds(request: AppendRequest, log: Standing): LighthouseError | undefined {
  if (request.events.every(({ id }) => id === undefined)) return undefined;
  const own = new Set<string>();
  for (const { id } of request.events) {
    if (id === undefined) continue;
    if (own.has(id) || log.hasId(id)) {
      return new LighthouseError('LH_DUPLICATE_ID', 'an event with this id is in the log already', {
        hint: 'give each event an id of its own, or none',
        facts: { id },
      });
    }
    own.add(id);
  }
  return undefined;
}
