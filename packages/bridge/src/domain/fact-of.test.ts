import { expect, test } from '@jest/globals';
import { ROLES } from '@lighthouse/contract/api';
import { commandPayload } from '@lighthouse/contract/event-payloads';
import type { StoredEvent } from '@lighthouse/event-store';
import fc from 'fast-check';
import { digestOf } from './digest.ts';
import {
  agentRegistered,
  agentRevoked,
  commandDecided,
  commandSubmitted,
  eventStored,
  requestRefused,
  reviewAnswered,
  reviewExpired,
  reviewRequested,
  sessionClosed,
  sessionOpened,
} from './drafts.ts';
import type { Draft } from './drafts.ts';
import { factOf } from './fact-of.ts';

/** What the log gives back of a draft. */
function stored({ event }: Draft, key?: string): StoredEvent {
  const { system = false, ...rest } = event;
  const place = { seq: 1, version: 1, tsUs: 1_700_000_000_000_000, mac: '' };
  const given = { ...rest, ...place, system, ...(key === undefined ? {} : { key }) };
  // A draft has no members that are undefined.
  return given as StoredEvent;
}

const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,30}$/);
const key = fc.stringMatching(/^[\x21-\x7e]{1,40}$/);
const text = fc.string({ unit: 'grapheme', maxLength: 50 });
const count = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const timeMs = fc.integer({ min: 0, max: 4e12 });
const role = fc.constantFrom(...ROLES);
const origin = fc.record({ agent: name, credential: count, session: name, nonce: count });
const request = fc.record({
  action: name,
  target: text,
  content: text,
  steps: fc.array(text, { maxLength: 3 }),
});

const drafts: fc.Arbitrary<{ draft: Draft; key?: string }> = fc.oneof(
  fc
    .record({ agent: name, role, credential: count, allows: fc.array(name), issuer: name })
    .map((fact) => ({ draft: agentRegistered({ kind: 'agent.registered', ...fact }) })),
  name.map((agent) => ({ draft: agentRevoked(agent, 1) })),
  fc
    .record({ agent: name, role, credential: count, session: name, nonce: count, at: timeMs })
    .map(({ at: expiresAtMs, ...fact }) => ({
      draft: sessionOpened({
        kind: 'session.opened',
        ...fact,
        openedAtMs: 1_700_000_000_000,
        expiresAtMs,
      }),
    })),
  origin.map((from) => ({ draft: sessionClosed(from) })),
  fc.tuple(origin, key, name, request).chain(([from, used, command, asked]) => {
    const payload = commandPayload(asked);
    const submission = { key: used, command, request: asked, payload, digest: digestOf(payload) };
    const [first, ...steps] = commandSubmitted(from, submission);
    return fc.constantFrom({ draft: first!, key: used }, ...steps.map((draft) => ({ draft })));
  }),
  fc
    .record(
      {
        command: name,
        decision: fc.constantFrom('allowed', 'denied', 'escalated'),
        reason: text,
        agent: name,
        reviewedKey: key,
      },
      { requiredKeys: ['command', 'decision', 'reason', 'agent'] },
    )
    .map((fact) => ({ draft: commandDecided({ kind: 'command.decided', ...fact }) })),
  fc
    .record({ command: name, expert: name, agent: name, action: name, target: text, at: timeMs })
    .map(({ at: expiresAtMs, ...fact }) => ({
      draft: reviewRequested({ kind: 'review.requested', ...fact, expiresAtMs }),
    })),
  fc.tuple(origin, key, name, text).map(([from, used, command, reason]) => ({
    draft: reviewAnswered(from, { key: used, command, verdict: 'approve', reason }),
    key: used,
  })),
  fc.tuple(name, name).map(([command, expert]) => ({ draft: reviewExpired(command, expert) })),
  fc.tuple(origin, key, name, text).map(([from, used, type, content]) => ({
    draft: eventStored(from, { key: used, type, content }),
    key: used,
  })),
);

test('what is read back from the log is what was drafted for it', () => {
  fc.assert(
    fc.property(drafts, ({ draft, key: used }) => {
      expect(factOf(stored(draft, used))).toEqual(draft.fact);
    }),
    { numRuns: 1000 },
  );
});

test('what says nothing about the state says nothing', () => {
  const note = requestRefused({ agent: 'a', code: 'REPLAY', route: 'GET /', suppressedCount: 0 });
  expect(factOf(stored(note))).toBeUndefined();
  expect(factOf({ ...stored(note), type: 'somebody.elses' })).toBeUndefined();
});

test('an event of ours in another shape is a bug, and says so', () => {
  const draft = reviewExpired('c', 'e');
  const { correlation: _left, ...rest } = stored(draft);
  expect(() => factOf(rest)).toThrow('broken assumption');
});
