import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createMac } from '../mac.ts';
import { readU64, writeU32, writeU64 } from './bytes.ts';
import {
  decodeFrameFields,
  encodeFrame,
  frameBytes,
  hasFrameCrc,
  hasFrameMac,
  hasFrameMacBehind,
  hasFrameShape,
  trailerBefore,
  type FrameContent,
} from './frame.ts';
import { FRAME_BYTES_MAX, META_BYTES_MAX, PAYLOAD_BYTES_MAX, TRAILER_BYTES } from './limits.ts';

const mac = createMac(createSecretKey(Buffer.alloc(32, 7)));
const START = TRAILER_BYTES;

const numbers = fc.maxSafeNat();
const contents: fc.Arbitrary<FrameContent> = fc.record({
  flags: fc.nat(7),
  kid: fc.nat(65_535),
  seq: numbers,
  durable: numbers,
  tsUs: numbers,
  meta: fc.string({ minLength: 2, maxLength: 60, unit: 'binary' }),
  payload: fc.uint8Array({ maxLength: 200 }),
});

/** Encodes a frame behind a trailer of its own. */
function encoded(content: FrameContent): Buffer {
  const meta = Buffer.byteLength(content.meta);
  const out = Buffer.alloc(START + frameBytes(meta, content.payload.length), 0x5a);
  expect(encodeFrame(out, START, content, mac)).toBe(out.length);
  return out;
}

function isAuthentic(bytes: Buffer): boolean {
  if (!hasFrameShape(bytes, START, bytes.length)) return false;
  const { len } = decodeFrameFields(bytes, START);
  return hasFrameCrc(bytes, START, len) && hasFrameMac(bytes, START, len, mac);
}

test('a frame is read back as it was written', () => {
  fc.assert(
    fc.property(contents, (content) => {
      const bytes = encoded(content);
      const { meta, payload, ...fields } = content;
      const metaLen = Buffer.byteLength(meta);
      const len = frameBytes(metaLen, payload.length);
      expect(decodeFrameFields(bytes, START)).toEqual({ ...fields, len, metaLen });
      expect(bytes.toString('utf8', START + 36, START + 36 + metaLen)).toBe(
        Buffer.from(meta).toString('utf8'),
      );
      expect(bytes.subarray(START + 36 + metaLen, -36)).toEqual(Buffer.from(payload));
      expect(isAuthentic(bytes)).toBe(true);
    }),
  );
});

test('meta may be given as text or as its bytes', () => {
  const content = { flags: 0, kid: 1, seq: 1, durable: 0, tsUs: 5, payload: Buffer.from('p') };
  const text = encoded({ ...content, meta: '{"ä":1}' });
  expect(encoded({ ...content, meta: Buffer.from('{"ä":1}') })).toEqual(text);
});

test('a frame with any byte changed, its front included, is not authentic', () => {
  const content = {
    flags: 1,
    kid: 1,
    seq: 9,
    durable: 8,
    tsUs: 5,
    payload: Buffer.from('payload'),
  };
  const bytes = encoded({ ...content, meta: '{"type":"t"}' });
  for (let at = 0; at < bytes.length; at++) {
    for (let change = 1; change < 256; change++) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ change;
      if (isAuthentic(changed)) throw new Error(`byte ${at} ^ ${change} is taken for authentic`);
    }
  }
});

test('a frame is authentic only behind the trailer it was chained to', () => {
  const content = { flags: 0, kid: 1, seq: 2, durable: 1, tsUs: 5, payload: Buffer.from('p') };
  const bytes = encoded({ ...content, meta: '{}' });
  const front = trailerBefore(bytes, START);
  bytes.fill(0x33, 0, START);
  const before = Buffer.from(bytes);
  expect(isAuthentic(bytes)).toBe(false);
  expect(hasFrameMacBehind({ bytes, offset: START, front }, mac)).toBe(true);
  expect(bytes).toEqual(before);
});

test('a frame with a number that no writer makes is a frame, with that number', () => {
  const bytes = encoded({
    flags: 0,
    kid: 1,
    seq: 1,
    durable: 0,
    tsUs: 1,
    meta: '{}',
    payload: Buffer.alloc(0),
  });
  writeU64(bytes, START + 8, Number.MAX_SAFE_INTEGER);
  expect(readU64(bytes, START + 8)).toBe(Number.MAX_SAFE_INTEGER);
  bytes.fill(0xff, START + 8, START + 16);
  expect(hasFrameShape(bytes, START, bytes.length)).toBe(true);
  expect(Number.isSafeInteger(decodeFrameFields(bytes, START).seq)).toBe(false);
});

/** 36 bytes as a frame has them, with these lengths. */
function shape(len: number, metaLen: number): Buffer {
  const bytes = Buffer.alloc(36);
  writeU32(bytes, 0, len);
  bytes[4] = 1;
  writeU32(bytes, 32, metaLen);
  return bytes;
}

test.each([
  { what: 'the shortest frame', len: 74, metaLen: 2, is: true },
  { what: 'a byte less', len: 73, metaLen: 1, is: false },
  { what: 'meta of one byte', len: 74, metaLen: 1, is: false },
  { what: 'more meta than there is room for', len: 74, metaLen: 3, is: false },
  { what: 'the longest meta', len: 72 + META_BYTES_MAX, metaLen: META_BYTES_MAX, is: true },
  { what: 'longer meta', len: 73 + META_BYTES_MAX, metaLen: META_BYTES_MAX + 1, is: false },
  { what: 'the longest frame', len: FRAME_BYTES_MAX, metaLen: META_BYTES_MAX, is: true },
  { what: 'a longer frame', len: FRAME_BYTES_MAX + 1, metaLen: META_BYTES_MAX, is: false },
  { what: 'the longest payload', len: 74 + PAYLOAD_BYTES_MAX, metaLen: 2, is: true },
  { what: 'a longer payload', len: 75 + PAYLOAD_BYTES_MAX, metaLen: 2, is: false },
  { what: 'a length of 4 GiB', len: 0xffff_ffff, metaLen: 2, is: false },
])('$what has the shape of a frame: $is', ({ len, metaLen, is }) => {
  expect(hasFrameShape(shape(len, metaLen), 0, 0xffff_ffff)).toBe(is);
});

test('what reaches beyond the end of the file, or has unknown flags or version, is no frame', () => {
  expect(hasFrameShape(shape(100, 2), 0, 100)).toBe(true);
  expect(hasFrameShape(shape(100, 2), 0, 99)).toBe(false);
  for (const [at, value] of [
    [4, 0],
    [4, 2],
    [5, 8],
    [5, 128],
  ] as const) {
    const bytes = shape(100, 2);
    bytes[at] = value;
    expect(hasFrameShape(bytes, 0, 100)).toBe(false);
  }
});
