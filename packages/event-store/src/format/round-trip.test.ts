import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createMac } from '../mac.ts';
import {
  encodeFrame,
  decodeFrameFields,
  hasFrameCrc,
  hasFrameMac,
  hasFrameShape,
} from './frame.ts';
import { encodeHeadSlot, hasHeadMac, parseHeadSlot } from './head-slot.ts';
import { TRAILER_BYTES } from './limits.ts';
import { encodeSegmentHeader, hasSegmentMac, parseSegmentHeader } from './segment-header.ts';

const key = createSecretKey(Buffer.alloc(32, 7));
const mac = createMac(key);

test('the fast MAC is HMAC-SHA256 for every length up to the switch and beyond', () => {
  const bytes = randomBytes(17_000);
  for (const length of [0, 1, 55, 56, 63, 64, 65, 372, 16_383, 16_384, 16_385, 17_000]) {
    const expected = createHmac('sha256', key).update(bytes.subarray(0, length)).digest('binary');
    expect(mac(bytes, 0, length)).toBe(expected);
  }
});

test('a frame that was encoded is read back with its fields, CRC and MAC', () => {
  const out = Buffer.alloc(1000);
  const payload = Buffer.from('payload');
  const end = encodeFrame(
    out,
    TRAILER_BYTES,
    { flags: 4, kid: 3, seq: 2 ** 40 + 5, durable: 9, tsUs: 2 ** 50 + 1, meta: '{"ä":1}', payload },
    mac,
  );
  expect(hasFrameShape(out, TRAILER_BYTES, end)).toBe(true);
  const fields = decodeFrameFields(out, TRAILER_BYTES);
  expect(fields).toEqual({
    len: end - TRAILER_BYTES,
    flags: 4,
    kid: 3,
    seq: 2 ** 40 + 5,
    durable: 9,
    tsUs: 2 ** 50 + 1,
    metaLen: 8,
  });
  expect(hasFrameCrc(out, TRAILER_BYTES, fields.len)).toBe(true);
  expect(hasFrameMac(out, TRAILER_BYTES, fields.len, mac)).toBe(true);
});

test('a segment header that was encoded is read back', () => {
  const header = {
    kid: 1,
    isSealed: true,
    logId: 'ab'.repeat(16),
    firstSeq: 2 ** 33,
    createdUs: 1,
    prevFirst: 2,
    prevBytes: 3,
    prevTrailer: 'é'.repeat(TRAILER_BYTES),
    keyCheck: '0123456789abcdef',
  };
  const bytes = encodeSegmentHeader(header, mac);
  expect(parseSegmentHeader(bytes)).toEqual({ kind: 'header', header });
  expect(hasSegmentMac(bytes, mac)).toBe(true);
});

test('a HEAD slot that was encoded is read back', () => {
  const slot = {
    n: 7,
    seq: 2 ** 33,
    bytes: 192,
    segFirst: 1,
    kid: 1,
    isClean: true,
    logId: 'ab'.repeat(16),
    trailer: 'ÿ'.repeat(TRAILER_BYTES),
  };
  const bytes = encodeHeadSlot(slot, mac);
  expect(parseHeadSlot(bytes)).toEqual(slot);
  expect(hasHeadMac(bytes, mac)).toBe(true);
});
