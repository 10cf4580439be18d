import { describe, expect, test } from '@jest/globals';
import { verifyLog } from '../src/verify/verify-log.ts';
import { testRing } from './log-builder.ts';
import { memoryFs } from './memory-fs.ts';
import { ANCHORED_CASES, KEY_HOLDER_CASES } from './mutations/key-holder-logs.ts';

describe('what only a holder of the key can write', () => {
  test.each(KEY_HOLDER_CASES)('$name: $finds', async ({ build, finds, nowUs }) => {
    const log = build();
    const clock = nowUs === undefined ? {} : { nowUs };
    const fs = memoryFs(log.files);
    const verdict = await verifyLog({
      dir: 'log',
      keyRing: testRing(ringSize(log.keys.isSealed)),
      fs,
      ...clock,
    });
    expect(verdict.findings.map(({ code }) => code)).toEqual(finds);
    expect(verdict.value).toBe(finds.length > 0 ? 'tampered' : 'intact');
  });
});

describe('what nothing inside a log can show', () => {
  test.each(ANCHORED_CASES)('$name: $finds', async ({ build, anchor, finds }) => {
    const log = build();
    const options = { dir: 'log', keyRing: testRing(), fs: memoryFs(log.files) };
    const alone = await verifyLog(options);
    expect({ value: alone.value, findings: alone.findings }).toEqual({
      value: 'intact',
      findings: [],
    });
    const anchored = await verifyLog({ ...options, anchors: [anchor()] });
    expect(anchored.value).toBe('tampered');
    expect(anchored.findings.map(({ code }) => code)).toContain(finds);
  });
});

function ringSize(isSealed: boolean): number {
  return isSealed ? 1 : 2;
}
