import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { KeyRing } from './key-ring.ts';
import { keysOfLog } from './keys-of-log.ts';
import { deriveLogKey, deriveLogKeys, deriveNextEpochKey } from './log-keys.ts';

const LOG_ID = '000102030405060708090a0b0c0d0e0f';
const masterBytes = Buffer.alloc(32, 3);
const master = createSecretKey(masterBytes);
const logKey = Buffer.from(
  hkdfSync('sha256', masterBytes, Buffer.from(LOG_ID, 'hex'), 'lighthouse/log/v1', 32),
);

function expand(key: Buffer, info: string | Buffer): Buffer {
  return createHmac('sha256', key)
    .update(info)
    .update(Buffer.from([1]))
    .digest();
}

test('the keys of a log are derived as the format says', () => {
  expect(deriveLogKey(master, LOG_ID).export()).toEqual(logKey);
  const keys = deriveLogKeys(deriveLogKey(master, LOG_ID), 1);
  const message = Buffer.from('message');
  const macs = { frame: keys.frameMac, segment: keys.segmentMac, head: keys.headMac };
  for (const [name, mac] of Object.entries(macs)) {
    const key = expand(logKey, `lighthouse/${name}/v1`);
    const expected = createHmac('sha256', key).update(message).digest('binary');
    expect(mac(message, 0, message.length)).toBe(expected);
  }
  const check = createHmac('sha256', expand(logKey, 'lighthouse/frame/v1'))
    .update('lighthouse/key-check/v1')
    .digest('hex');
  expect(keys.keyCheck).toBe(check.slice(0, 16));
  expect(keys.expand('lighthouse/credential/v1').export()).toEqual(
    expand(logKey, 'lighthouse/credential/v1'),
  );
});

test('the key of the next epoch is derived as the format says', () => {
  const info = Buffer.concat([
    Buffer.from('lighthouse/epoch/v1'),
    Buffer.from(LOG_ID, 'hex'),
    Buffer.from([2, 0, 0, 0]),
  ]);
  const next = deriveNextEpochKey(createSecretKey(logKey), LOG_ID, 1);
  expect(next.export()).toEqual(expand(logKey, info));
});

const ring: KeyRing = {
  keys: [
    { kid: 4, state: 'retired', master: createSecretKey(Buffer.alloc(32, 9)), created: '' },
    { kid: 5, state: 'active', master, created: '' },
  ],
};

test('in ring mode a kid names a key of the ring', () => {
  const keys = keysOfLog(ring, { logId: LOG_ID, isSealed: false });
  expect(keys.get(5)?.keyCheck).toBe(deriveLogKeys(createSecretKey(logKey), 5).keyCheck);
  expect(keys.get(4)?.keyCheck).not.toBe(keys.get(5)?.keyCheck);
  expect(keys.get(1)).toBeUndefined();
});

test('two logs under one master key have different keys', () => {
  const one = keysOfLog(ring, { logId: LOG_ID, isSealed: false }).get(5);
  const other = keysOfLog(ring, { logId: 'ff'.repeat(16), isSealed: false }).get(5);
  expect(one?.keyCheck).not.toBe(other?.keyCheck);
});

test('in sealed mode a kid is an epoch, whatever order they are asked for', () => {
  const keys = keysOfLog(ring, { logId: LOG_ID, isSealed: true });
  const third = keys.get(3)?.keyCheck;
  let key = createSecretKey(logKey);
  for (const epoch of [1, 2]) key = deriveNextEpochKey(key, LOG_ID, epoch);
  expect(third).toBe(deriveLogKeys(key, 3).keyCheck);
  expect(keys.get(1)?.keyCheck).toBe(deriveLogKeys(createSecretKey(logKey), 1).keyCheck);
  expect(keys.get(0)).toBeUndefined();
  expect(keys.get(65_536)).toBeUndefined();
});

test('the master key of a sealed log is the one whose key check value fits', () => {
  const other = keysOfLog({ keys: ring.keys.slice(0, 1) }, { logId: LOG_ID, isSealed: false }).get(
    4,
  );
  const check = { kid: 1, keyCheck: other?.keyCheck ?? '' };
  const keys = keysOfLog(ring, { logId: LOG_ID, isSealed: true, check });
  expect(keys.get(1)?.keyCheck).toBe(other?.keyCheck);
});
