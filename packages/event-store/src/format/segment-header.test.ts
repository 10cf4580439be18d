import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMac } from '../mac.ts';
import { writeU16, writeU32, writeU64 } from './bytes.ts';
import { crcOf } from './crc.ts';
import { encodeSegmentHeader, hasSegmentMac, parseSegmentHeader } from './segment-header.ts';

const mac = createMac(createSecretKey(Buffer.alloc(32, 7)));
const header = {
  kid: 1,
  isSealed: false,
  logId: 'ab'.repeat(16),
  firstSeq: 11,
  createdUs: 1_700_000_000_000_000,
  prevFirst: 2,
  prevBytes: 3000,
  prevTrailer: 'é'.repeat(36),
  keyCheck: '0123456789abcdef',
};

test('a segment header is read back as it was written', () => {
  const numbers = fc.maxSafeNat();
  const latin1 = fc.uint8Array({ minLength: 36, maxLength: 36 });
  const headers = fc.record({
    kid: fc.integer({ min: 1, max: 65_535 }),
    isSealed: fc.boolean(),
    logId: fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((b) => Buffer.from(b).toString('hex')),
    firstSeq: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    createdUs: numbers,
    prevFirst: numbers,
    prevBytes: numbers,
    prevTrailer: latin1.map((bytes) => Buffer.from(bytes).toString('latin1')),
    keyCheck: fc.constant('00ff00ff00ff00ff'),
  });
  fc.assert(
    fc.property(headers, (each) => {
      const bytes = encodeSegmentHeader(each, mac);
      expect(bytes).toHaveLength(192);
      expect(parseSegmentHeader(bytes)).toEqual({ kind: 'header', header: each });
      expect(hasSegmentMac(bytes, mac)).toBe(true);
    }),
  );
});

test('a segment header with any byte changed is not taken for right', () => {
  const bytes = encodeSegmentHeader(header, mac);
  for (let at = 0; at < bytes.length; at++) {
    for (let change = 1; change < 256; change++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ change;
      const { kind } = parseSegmentHeader(changed);
      const expected = at < 156 ? 'corrupt' : 'copyDiffers';
      if (kind !== expected) throw new Error(`byte ${at} ^ ${change} gives ${kind}`);
    }
  }
});

test.each<[string, (bytes: Buffer) => void]>([
  ['magic is wrong', (bytes) => void bytes.write('LHSEG\x01\n\n')],
  ['headerBytes is not 192', (bytes) => writeU16(bytes, 8, 193)],
  ['version is not 1', (bytes) => writeU16(bytes, 10, 2)],
  ['kid is 0', (bytes) => writeU16(bytes, 12, 0)],
  ['reserved flags are set', (bytes) => writeU16(bytes, 14, 2)],
  ['reserved bytes are not zero', (bytes) => void (bytes[119] = 1)],
  ['firstSeq is 0', (bytes) => writeU64(bytes, 32, 0)],
  ['a number is not below 2^53', (bytes) => void (bytes[47] = 1)],
])('a header whose %s is malformed, though its CRC is right', (reason, edit) => {
  const bytes = encodeSegmentHeader(header, mac);
  edit(bytes);
  writeU32(bytes, 152, crcOf(bytes, 0, 152));
  expect(parseSegmentHeader(bytes)).toMatchObject({ kind: 'malformed', reason });
});

test('a header that is cut off is corrupt, and random bytes never throw', () => {
  const bytes = encodeSegmentHeader(header, mac);
  for (let length = 0; length < 192; length++) {
    expect(parseSegmentHeader(bytes.subarray(0, length)).kind).toBe('corrupt');
  }
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (random) => {
      expect(parseSegmentHeader(Buffer.from(random)).kind).toBe('corrupt');
    }),
  );
});
