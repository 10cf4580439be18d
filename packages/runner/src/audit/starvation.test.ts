import { expect, test } from '@jest/globals';
import type { HistoryRecord } from '../history/record.ts';
import { AuditFindings } from './audit-findings.ts';
import { NO_EFFECTS } from './fault-effects.ts';
import type { FaultEffects } from './fault-effects.ts';
import { StarvationCheck } from './starvation.ts';

const CUT_FROM_US = 1000;
const CUT_TO_US = 2000;
/** Agent 2 is cut off for a while. */
const CUT: FaultEffects = {
  isCutOff: (agent, fromUs, toUs) => agent === 2 && fromUs <= CUT_TO_US && toUs >= CUT_FROM_US,
  clockSteps: [],
};

function record(agent: number, sentUs: number, isAnswered: boolean): HistoryRecord {
  const told = { decision: '', receiptSeq: 0, receiptMac: '', digest: '', key: 'k' } as const;
  const times = { intendedUs: sentUs, sentUs, answeredUs: sentUs + 10, clock: 0 };
  const end = isAnswered ? ({ outcome: 'ok', status: 200 } as const) : NO_ANSWER;
  return { agent, number: sentUs, kind: 'command', ...told, ...times, ...end };
}
const NO_ANSWER = { outcome: 'info', status: 0 } as const;

/** Three agents ask 20 times each from a time on; who is in `without` gets no answers. */
function look(without: readonly number[], effects: FaultEffects, fromUs: number) {
  const check = new StarvationCheck(effects);
  for (let turn = 0; turn < 20; turn++)
    for (const agent of [0, 1, 2])
      check.add(record(agent, fromUs + turn, !without.includes(agent)));
  const findings = new AuditFindings();
  check.convict(findings, (agent) => `agent-${agent}`);
  const starved = findings.checks().starved.examples.map(({ agent }) => agent);
  return { starved, leftOut: check.leftOut() };
}

test('an agent without answers is starved, when the others get theirs', () => {
  expect(look([2], NO_EFFECTS, 1500)).toEqual({ starved: ['agent-2'], leftOut: undefined });
});

test('one that a fault cuts off is not, and is said to be left out', () => {
  expect(look([2], CUT, 1500)).toEqual({
    starved: [],
    leftOut: { operations: 20, agents: 1, unjudgedAgents: 1, judgedAgents: 2 },
  });
});

test('the same agent is, when it gets no answers after the fault was healed', () => {
  expect(look([2], CUT, 3000)).toEqual({ starved: ['agent-2'], leftOut: undefined });
});

test('what the one that is cut off misses does not hide another that is starved', () => {
  expect(look([1, 2], NO_EFFECTS, 1500).starved).toEqual([]);
  expect(look([1, 2], CUT, 1500).starved).toEqual(['agent-1']);
});

test('an operation that waits on into the fault is left out as well', () => {
  expect(look([2], CUT, CUT_FROM_US - 10).leftOut?.operations).toBe(20);
});
