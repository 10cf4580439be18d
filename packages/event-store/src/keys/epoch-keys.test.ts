import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { KID_MAX } from '../format/limits.ts';
import { EpochKeys } from './epoch-keys.ts';
import { deriveNextEpochKey } from './log-keys.ts';

const logId = 'ab'.repeat(16);
const master = createSecretKey(Buffer.alloc(32, 7));

test('the key of an epoch is the same in whatever order epochs are asked for', () => {
  const inOrder = [master];
  for (let epoch = 1; epoch < 1100; epoch++)
    inOrder.push(deriveNextEpochKey(inOrder.at(-1) ?? master, logId, epoch));
  const keys = new EpochKeys(master, { logId, epoch: 1 });
  for (const epoch of [1, 600, 599, 601, 257, 256, 1025, 2, 1024, 1100])
    expect(keys.logKeyOf(epoch)?.equals(inOrder[epoch - 1] ?? master)).toBe(true);
  expect(keys.logKeyOf(KID_MAX + 1)).toBeUndefined();
});

test('erased epochs are gone, and those behind them are as they were', () => {
  const keys = new EpochKeys(master, { logId, epoch: 1 });
  const of700 = keys.logKeyOf(700)?.export().toString('hex');
  keys.logKeyOf(300);
  keys.eraseBefore(500);
  expect([keys.logKeyOf(499), keys.isErased(499), keys.isErased(500)]).toEqual([
    undefined,
    true,
    false,
  ]);
  expect(keys.logKeyOf(700)?.export().toString('hex')).toBe(of700);
});
