import { LighthouseError } from '@lighthouse/contract/errors';
import { frameBytes } from '../format/frame.ts';
import { APPEND_FRAMES_MAX, META_BYTES_MAX } from '../format/limits.ts';
import { isIdentifier, isName, isSystemName } from '../format/meta.ts';
import type { LogLimits } from '../limits.ts';
import type { AppendRequest, ExpectedVersion, NewEvent } from '../types.ts';

/**
 * Refuses, with LH_EVENT_INVALID, a request that breaks the format or a limit, before anything of
 * it is taken in.
 */
export function checkAppend(request: AppendRequest, limits: LogLimits): void {
  if (!isObject(request)) throw invalid('there is no request', {});
  const { events, key, expected, expectedSeq } = request;
  if (!Array.isArray(events) || events.length === 0 || events.length > APPEND_FRAMES_MAX) {
    throw invalid(`an append has 1 to ${APPEND_FRAMES_MAX} events`, { events: lengthOf(events) });
  }
  let index = 0;
  for (const event of events) checkEvent(event, index++, limits);
  if (events.length > 1 && events.some((event) => event.system === true)) {
    throw invalid('a system event is an append of its own', { events: events.length });
  }
  if (key !== undefined && !isIdentifier(key)) throw invalid('key is not 1 to 200 characters', {});
  if (expected !== undefined) checkExpected(expected);
  if (expectedSeq !== undefined && !isCountOrZero(expectedSeq)) {
    throw invalid('expectedSeq is not a sequence number', {});
  }
  if (appendBytesMax(request) > limits.pendingBytesMax) {
    throw invalid('the append is larger than what may wait', {
      pendingBytesMax: limits.pendingBytesMax,
    });
  }
}

/** What the append takes at most. */
export function appendBytesMax(request: AppendRequest): number {
  let bytes = 0;
  for (const event of request.events) bytes += frameBytes(0, event.payload.length);
  // Most metas are short; the log's limit must hold for the largest too, but only for one of them.
  return bytes + META_BYTES_MAX;
}

/** One question after the other, since this is asked of every event. */
function checkEvent(event: NewEvent, index: number, limits: LogLimits): void {
  if (!isObject(event)) throw invalid('an event is missing', { index });
  const { type, stream, agent, payload } = event;
  const isOwnName = event.system === true ? isSystemName : isName;
  if (!isOwnName(type)) throw invalid('type is not a name', { index });
  if (!isOwnName(stream)) throw invalid('stream is not a name', { index });
  if (agent !== undefined && !isName(agent)) throw invalid('agent is not a name', { index });
  checkIdentifier('id', event.id, index);
  checkIdentifier('session', event.session, index);
  checkIdentifier('correlation', event.correlation, index);
  checkIdentifier('causation', event.causation, index);
  checkIdentifier('subject', event.subject, index);
  checkCount('credential', event.credential, index);
  checkCount('nonce', event.nonce, index);
  if (!(payload instanceof Uint8Array)) throw invalid('payload is not bytes', { index });
  if (payload.length <= limits.payloadBytesMax) return;
  const { payloadBytesMax } = limits;
  throw invalid('payload is too long', { index, payloadBytes: payload.length, payloadBytesMax });
}

function checkIdentifier(member: string, value: unknown, index: number): void {
  if (value === undefined || isIdentifier(value)) return;
  throw invalid(`${member} is not 1 to 200 characters`, { index });
}

function checkCount(member: string, value: unknown, index: number): void {
  if (value === undefined || (isCountOrZero(value) && value > 0)) return;
  throw invalid(`${member} is not a positive whole number`, { index });
}

function checkExpected(expected: Readonly<Record<string, ExpectedVersion>>): void {
  if (!isObject(expected)) throw invalid('expected names no versions', {});
  const entries = Object.entries(expected);
  if (entries.length > APPEND_FRAMES_MAX) {
    throw invalid(`expected names more than ${APPEND_FRAMES_MAX} streams`, {});
  }
  for (const [stream, version] of entries) {
    if (!isSystemName(stream)) throw invalid('expected names what is not a stream', {});
    if (version === 'any' || version === 'none' || version === 'exists') continue;
    if (!isCountOrZero(version)) throw invalid('an expected version is not one', { stream });
  }
}

function isCountOrZero(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

/** Callers without types hand over anything. */
function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function lengthOf(events: unknown): number {
  return Array.isArray(events) ? events.length : 0;
}

function invalid(reason: string, facts: Record<string, string | number>): LighthouseError {
  return new LighthouseError('LH_EVENT_INVALID', reason, {
    hint: 'change the event; nothing was written',
    facts,
  });
}
