import { expect, test } from '@jest/globals';
import type { FaultResult } from '@lighthouse/contract/fault-result';
import { faultBlock } from './fault-block.ts';

const plain = (text: string) => text;
const STYLE = { good: plain, bad: plain, unknown: plain, dim: plain, bold: plain };

const CRASH: FaultResult = {
  id: 'crash',
  kind: 'kill',
  appliesTo: 'the bridge',
  description: 'killed, not started again for 500 ms',
  optional: false,
  status: 'injected',
  plannedStart: 1000,
  plannedEnd: 1500,
  startMs: 1000,
  endMs: 1500,
  probe: { what: '/proc', before: 'running', during: 'gone', after: 'running' },
  availability: 0.947,
  recoveryMs: 1920,
};
const CLOCK: FaultResult = {
  ...CRASH,
  id: 'clock',
  kind: 'clock_step',
  status: 'failed',
  reason: 'the date in its answers did not follow',
};

test('each fault has its figures first, and below them what it did and how that is known', () => {
  expect(faultBlock([CRASH, CLOCK], STYLE).split('\n')).toEqual([
    '  ✓  crash  kill        the bridge  94.7 % available, recovered in 1.92 s',
    '                                    killed, not started again for 500 ms',
    '                                    running → gone → running',
    '  ?  clock  clock_step  the bridge  failed',
    '                                    killed, not started again for 500 ms',
    '                                    the date in its answers did not follow',
    '                                    running → gone → running',
  ]);
});
