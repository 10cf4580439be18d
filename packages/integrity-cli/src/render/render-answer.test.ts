import { expect, test } from '@jest/globals';
import { verifyAnswerSchema } from '@lighthouse/contract/verify-answer';
import type { VerifyAnswer, VerifyFinding } from '@lighthouse/contract/verify-answer';
import { renderAnswer } from './render-answer.ts';
import { PLAIN } from './styles.ts';

const intact: VerifyAnswer = {
  schema: 'lighthouse/verify/1',
  tool: { name: 'lh-verify', version: '1.2.3' },
  store: { kind: 'log', path: '/data/log' },
  verdict: 'intact',
  startedAt: '2025-06-15T15:06:40.000Z',
  durationMs: 500,
  readBytes: 12_582_912,
  bytesPerSecond: 25_165_824,
  log: {
    id: '00112233445566778899aabbccddeeff',
    verifiedCount: 1234,
    lastSeq: 1234,
    segmentCount: 3,
    byteCount: 12_582_912,
  },
  anchors: { receipts: 0, checkpoints: 0, uncompared: 0 },
  selection: { max: 20 },
  findingCount: 0,
  findings: [],
  neighbours: {},
};

const finding: VerifyFinding = {
  code: 'TAMPERED',
  severity: 'critical',
  message: 'an event was changed',
  advice: 'find out who could write to the folder',
  file: '00000000000000000001.lhseg',
  bytes: [4920, 5311],
  seqs: [1017, 1018],
  evidence: { crc: 'right', mac: 'wrong' },
  says: [
    { seq: 1017, tsUs: 1_750_000_001_000_007, type: 'task.opened', stream: 'tasks', agent: 'ada' },
  ],
};

const tampered: VerifyAnswer = {
  ...intact,
  verdict: 'tampered',
  findingCount: 1,
  findings: [finding],
  neighbours: {
    before: { seq: 1016, tsUs: 1_750_000_000_999_000, type: 'note', stream: 's1' },
    after: { seq: 1018, tsUs: 1_750_000_002_000_000, type: 'note', stream: 's1', agent: 'bo' },
  },
};

test('what is printed here is what the published schema says', () => {
  expect(verifyAnswerSchema.parse(tampered)).toEqual(tampered);
});

test('an intact log takes three lines of grounds', () => {
  expect(renderAnswer(intact, PLAIN)).toBe(
    [
      'intact: nothing is wrong with /data/log',
      '  log       00112233445566778899aabbccddeeff',
      '  verified  1,234 events in 3 segments, up to event 1,234',
      '  read      12 MiB in 500 ms (24 MiB/s)',
      '',
    ].join('\n'),
  );
});

test('a finding says what, where, whose, why and what to do, between its neighbours', () => {
  expect(renderAnswer(tampered, PLAIN)).toBe(
    [
      'TAMPERED: 1 finding in /data/log',
      '  log       00112233445566778899aabbccddeeff',
      '  verified  1,234 events in 3 segments, up to event 1,234',
      '  read      12 MiB in 500 ms (24 MiB/s)',
      '',
      '1  critical TAMPERED  event 1,017',
      '   an event was changed',
      '   file      00000000000000000001.lhseg, 391 bytes from offset 4920 to 5311',
      '   it says   event 1,017 task.opened in stream tasks by agent ada at 2025-06-15T15:06:41.000007Z',
      '   evidence  crc=right  mac=wrong',
      '   advice    find out who could write to the folder',
      '',
      '        seq  time                         type  agent  stream',
      '      1,016  2025-06-15T15:06:40.999000Z  note  -      s1',
      '   >         TAMPERED, event 1,017',
      '      1,018  2025-06-15T15:06:42.000000Z  note  bo     s1',
      '',
    ].join('\n'),
  );
});

test('what is not shown is counted, with what was asked for', () => {
  const selection = { max: 20, from: 1000, to: 2000, stream: 'tasks' };
  const text = renderAnswer({ ...tampered, findingCount: 1500, selection }, PLAIN);
  expect(text).toContain('TAMPERED: 1,500 findings in');
  expect(text).toContain(
    '1,499 more findings not shown (asked for: from event 1,000, to event 2,000, in stream tasks, at most 20)',
  );
});

test('anchors are part of what the verdict rests on', () => {
  const text = renderAnswer(
    { ...intact, anchors: { receipts: 2, checkpoints: 1, uncompared: 0 } },
    PLAIN,
  );
  expect(text).toContain('  against   2 receipts and 1 checkpoint\n');
});

test('anchors that could not be compared are told', () => {
  const anchors = { receipts: 2, checkpoints: 1, uncompared: 1 };
  const text = renderAnswer({ ...intact, verdict: 'unknown', anchors }, PLAIN);
  expect(text).toContain('1 of them could not be compared: the log does not hold their events\n');
});

test('a finding of the whole log has neither place nor neighbours', () => {
  const whole: VerifyFinding = {
    code: 'HEAD_MISSING',
    severity: 'high',
    message: 'there is no HEAD',
    advice: 'restore it',
    says: [],
  };
  const text = renderAnswer({ ...tampered, findings: [whole], neighbours: {} }, PLAIN);
  expect(text).toContain('\n1  high HEAD_MISSING\n   there is no HEAD\n   advice  restore it\n');
  expect(text).not.toContain('stream');
});

test('whatever stands in a log, a terminal only shows it', () => {
  const evil = '\u001b]0;pwned\u0007\r\u009b2Jintact\u202e\n';
  const everywhere: VerifyFinding = {
    ...finding,
    file: evil,
    agent: evil,
    message: evil,
    advice: evil,
    says: [{ type: evil, stream: evil, agent: evil }],
    evidence: { [evil]: evil },
  };
  const text = renderAnswer(
    {
      ...tampered,
      store: { kind: 'log', path: evil },
      selection: { max: 1, stream: evil },
      findingCount: 2,
      findings: [everywhere],
      neighbours: { before: { seq: 1, tsUs: 1, type: evil, stream: evil, agent: evil } },
    },
    PLAIN,
  );
  // eslint-disable-next-line no-control-regex
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  expect(text.split('\n').filter((line) => line.startsWith('intact'))).toEqual([]);
});
