import { expect, test } from '@jest/globals';
import type { VerifyAnswer, VerifyFinding } from '@lighthouse/contract/verify-answer';
import { toSarif } from './sarif.ts';

const finding: VerifyFinding = {
  code: 'CORRUPT',
  severity: 'high',
  message: 'bytes are damaged',
  advice: 'restore them',
  file: 'a b.lhseg',
  bytes: [192, 300],
  seqs: [1, 2],
  says: [{ type: 'note' }],
};
const answer: VerifyAnswer = {
  schema: 'lighthouse/verify/1',
  tool: { name: 'lh-verify', version: '1.2.3' },
  store: { kind: 'log', path: '/data/log' },
  verdict: 'tampered',
  startedAt: '2025-06-15T15:06:40.000Z',
  durationMs: 1500,
  readBytes: 12_582_912,
  bytesPerSecond: 1,
  log: { verifiedCount: 1, lastSeq: 1, segmentCount: 1, byteCount: 1 },
  anchors: { receipts: 0, checkpoints: 0, uncompared: 0 },
  selection: { max: 20 },
  findingCount: 3,
  findings: [
    finding,
    { ...finding, bytes: [400, 500] },
    { code: 'TORN_HEAD', severity: 'info', message: 'm', advice: 'a', says: [] },
  ],
  neighbours: {},
};

test('a finding is a result with its level, place and a lasting fingerprint', () => {
  expect(toSarif(answer, '/data/log')).toMatchObject({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'lh-verify', rules: [{ id: 'CORRUPT' }, { id: 'TORN_HEAD' }] } },
        originalUriBaseIds: { LOG: { uri: 'file:///data/log/' } },
        invocations: [
          { executionSuccessful: true, exitCode: 1, endTimeUtc: '2025-06-15T15:06:41.500Z' },
        ],
        results: [
          {
            ruleId: 'CORRUPT',
            ruleIndex: 0,
            level: 'error',
            message: { text: 'bytes are damaged; restore them' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'a%20b.lhseg', uriBaseId: 'LOG' },
                  region: { byteOffset: 192, byteLength: 108 },
                },
              },
            ],
            partialFingerprints: { 'finding/v1': 'CORRUPT/a b.lhseg/192-300/1-2' },
          },
          { ruleId: 'CORRUPT', ruleIndex: 0 },
          {
            ruleId: 'TORN_HEAD',
            ruleIndex: 1,
            level: 'note',
            locations: [{ physicalLocation: { artifactLocation: { uri: './' } } }],
          },
        ],
      },
    ],
  });
});
