import { crc32 } from 'node:zlib';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { crcContinued, crcOf, crcShifted } from './crc.ts';

test('the CRC of two runs follows from the CRCs of each', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.uint8Array({ maxLength: 70_000 }), (a, b) => {
      const whole = crc32(Buffer.concat([a, b]));
      expect((crcShifted(crc32(a), b.length) ^ crc32(b)) >>> 0).toBe(whole);
    }),
  );
});

test('a shift by more than 64 KiB is the sum of smaller ones', () => {
  const once = crcShifted(0x1234_5678, 20_000_003);
  expect(crcShifted(crcShifted(0x1234_5678, 65_535), 20_000_003 - 65_535)).toBe(once);
});

test('a CRC that is continued byte by byte is that of zlib', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(200), (bytes, cut) => {
      const middle = Math.min(cut, bytes.length);
      const begun = crcOf(bytes, 0, middle);
      expect(crcContinued(begun, bytes, middle, bytes.length)).toBe(crc32(bytes));
    }),
  );
});
