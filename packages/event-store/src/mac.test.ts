import { createHmac, createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMac, referenceMac, secretKeyFrom } from './mac.ts';

function hmac(key: Uint8Array, message: Uint8Array): string {
  return createHmac('sha256', key).update(message).digest('binary');
}

test('the fast MAC is HMAC-SHA256, whatever the key and the message', () => {
  const keys = fc.uint8Array({ minLength: 1, maxLength: 150 });
  const messages = fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 5 });
  fc.assert(
    fc.property(keys, messages, (key, parts) => {
      const mac = createMac(createSecretKey(key));
      for (const part of parts) {
        const padded = Buffer.concat([Buffer.from('before'), part, Buffer.from('behind')]);
        expect(mac(padded, 6, part.length)).toBe(hmac(key, part));
        expect(referenceMac(createSecretKey(key), part)).toBe(hmac(key, part));
      }
    }),
  );
});

test('the fast MAC is HMAC-SHA256 at every length around its blocks and its limit', () => {
  const key = Buffer.alloc(32, 7);
  const mac = createMac(createSecretKey(key));
  const bytes = Buffer.from(Array.from({ length: 17_000 }, (_, index) => index % 251));
  const lengths = [
    ...Array.from({ length: 200 }, (_, index) => index),
    16_383,
    16_384,
    16_385,
    17_000,
  ];
  for (const length of lengths) {
    expect(mac(bytes, 0, length)).toBe(hmac(key, bytes.subarray(0, length)));
  }
});

test('MACs of several keys do not get in each other’s way', () => {
  const [a, b] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
  const [macA, macB] = [createMac(createSecretKey(a)), createMac(createSecretKey(b))];
  const message = Buffer.from('a message of some length');
  for (let turn = 0; turn < 3; turn++) {
    expect(macA(message, 0, message.length)).toBe(hmac(a, message));
    expect(macB(message, 0, message.length)).toBe(hmac(b, message));
  }
});

test('a key object is made of bytes that are gone afterwards', () => {
  const bytes = Buffer.alloc(32, 9);
  expect(secretKeyFrom(bytes).export()).toEqual(Buffer.alloc(32, 9));
  expect(bytes).toEqual(Buffer.alloc(32));
});
