import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMac } from '../mac.ts';
import { encodeHeadSlot, hasHeadMac, parseHeadSlot } from './head-slot.ts';

const mac = createMac(createSecretKey(Buffer.alloc(32, 7)));
const slot = {
  n: 7,
  seq: 2 ** 33,
  bytes: 192,
  segFirst: 1,
  kid: 1,
  isClean: true,
  logId: 'ab'.repeat(16),
  trailer: 'ÿ'.repeat(36),
};

test('a HEAD slot is read back as it was written', () => {
  const numbers = fc.maxSafeNat();
  const slots = fc.record({
    n: numbers,
    seq: numbers,
    bytes: numbers,
    segFirst: numbers,
    kid: fc.nat(65_535),
    isClean: fc.boolean(),
    logId: fc.constant('0123456789abcdef0123456789abcdef'),
    trailer: fc
      .uint8Array({ minLength: 36, maxLength: 36 })
      .map((bytes) => Buffer.from(bytes).toString('latin1')),
  });
  fc.assert(
    fc.property(slots, (each) => {
      const bytes = encodeHeadSlot(each, mac);
      expect(bytes).toHaveLength(512);
      expect(parseHeadSlot(bytes)).toEqual(each);
      expect(hasHeadMac(bytes, mac)).toBe(true);
    }),
  );
});

test('a HEAD slot with any byte changed is none', () => {
  const bytes = encodeHeadSlot(slot, mac);
  for (let at = 0; at < bytes.length; at++) {
    for (let change = 1; change < 256; change++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ change;
      if (parseHeadSlot(changed) !== undefined) throw new Error(`byte ${at} ^ ${change} is taken`);
    }
  }
});

test('a HEAD slot that is cut off is none, and neither are random bytes', () => {
  const bytes = encodeHeadSlot(slot, mac);
  expect(parseHeadSlot(bytes.subarray(0, 511))).toBeUndefined();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (random) => {
      expect(parseHeadSlot(Buffer.from(random))).toBeUndefined();
    }),
  );
});

test('a slot made with another key is not authentic', () => {
  const other = createMac(createSecretKey(Buffer.alloc(32, 8)));
  expect(hasHeadMac(encodeHeadSlot(slot, mac), other)).toBe(false);
});
