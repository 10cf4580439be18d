import { expect, test } from '@jest/globals';
import type { StoredEvent } from '@lighthouse/event-store';
import { AuditFindings } from './audit-findings.ts';
import { SilenceCheck } from './silence.ts';

const NAMES = ['expert-0', 'expert-1'];
const agents = {
  nameOf: (index: number) => NAMES[index] ?? '',
  indexOf: (name: string) => (NAMES.includes(name) ? NAMES.indexOf(name) : undefined),
};

function event(atMs: number, type: string, of: Partial<StoredEvent> = {}): StoredEvent {
  const payload = new Uint8Array();
  const fixed = { version: 1, system: false, mac: '', frameBytes: 0, seq: 1 };
  return { ...fixed, type, stream: 'x', payload, tsUs: atMs * 1000, ...of } as StoredEvent;
}

/** A question about a command that is to be answered within a second. */
function asked(atMs: number, command: string, expert = 'expert-1'): StoredEvent {
  const expiresAt = new Date(atMs + 1000).toISOString();
  const payload = new TextEncoder().encode(JSON.stringify({ command, expiresAt }));
  return event(atMs, 'review.requested', { stream: expert, correlation: command, payload });
}

function check(events: readonly StoredEvent[], isClockSet = false) {
  const silence = new SilenceCheck((agent) => agent === 1, agents);
  for (const each of events) silence.add(each);
  const findings = new AuditFindings();
  const counts = silence.result(findings, isClockSet);
  return { counts, undecided: findings.checks().undecided };
}

test('a question is decided without who is silent, and one that is not due yet is no guilt', () => {
  const expired = event(1100, 'review.expired', { correlation: 'a', stream: 'expert-1' });
  const { counts, undecided } = check([asked(0, 'a'), expired, asked(2000, 'b'), event(4900, 'x')]);
  expect(counts).toEqual({ asked: 2, decided: 1, notDue: 1 });
  expect(undecided.count).toBe(0);
});

test('a question that stays open long after its time was over convicts', () => {
  const { counts, undecided } = check([asked(0, 'a'), event(3100, 'x')]);
  expect(counts).toEqual({ asked: 1, decided: 0, notDue: 0 });
  expect(undecided).toMatchObject({ count: 1, examples: [{ agent: 'expert-1', op: 'review' }] });
});

test('when the clock was set, nobody knows when a question was due', () => {
  const { counts, undecided } = check([asked(0, 'a'), event(3100, 'x')], true);
  expect(counts).toEqual({ asked: 1, decided: 0, notDue: 1 });
  expect(undecided.count).toBe(0);
});

test('questions to others say nothing', () => {
  expect(check([asked(0, 'a', 'expert-0'), event(9000, 'x')]).counts).toBeUndefined();
});
