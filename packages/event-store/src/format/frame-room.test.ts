import { createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { SeededChance } from '../fs/sim-chance.ts';
import { referenceMac, type Mac } from '../mac.ts';
import { encodeFrame } from './frame.ts';
import { FrameRoom } from './frame-room.ts';
import { TRAILER_BYTES } from './limits.ts';

const key = createSecretKey(Buffer.alloc(32, 7));
const mac: Mac = (bytes, offset, length) => {
  return referenceMac(key, bytes.subarray(offset, offset + length));
};

test('frames are those that are encoded in place with the HMAC of Node, whatever their length', () => {
  const chance = new SeededChance(1);
  const room = new FrameRoom(key);
  const lengths = [0, 1, 63, 64, 8191, 8192, 8193, 20_000];
  const more = Array.from({ length: 500 }, () => chance.below(1500));
  const [out, expected] = [Buffer.alloc(2_000_000), Buffer.alloc(2_000_000)];
  let [end, expectedEnd] = [TRAILER_BYTES, TRAILER_BYTES];
  for (const [index, length] of [...lengths, ...more, ...lengths].entries()) {
    const frame = {
      flags: index % 8,
      kid: 1 + (index % 3) * 300,
      seq: index + 2 ** (index % 53),
      durable: index,
      tsUs: 1_700_000_000_000_000 + index,
      meta: JSON.stringify({ type: 'noted', stream: 'é€😀'.repeat(1 + (index % 50)) }),
      payload: chance.bytes(length),
    };
    end = room.encode(out, end, frame);
    expectedEnd = encodeFrame(expected, expectedEnd, frame, mac);
  }
  expect(end).toBe(expectedEnd);
  expect(out.equals(expected)).toBe(true);
});

test('a frame chains to what stands in front of it, not to the frame made last', () => {
  const room = new FrameRoom(key);
  const frame = {
    flags: 0,
    kid: 1,
    seq: 1,
    durable: 0,
    tsUs: 1,
    meta: '{}',
    payload: Buffer.of(1),
  };
  const [out, expected] = [Buffer.alloc(500, 3), Buffer.alloc(500, 3)];
  room.encode(Buffer.alloc(500, 9), TRAILER_BYTES, frame);
  expect(room.encode(out, 100, frame)).toBe(encodeFrame(expected, 100, frame, mac));
  expect(out.equals(expected)).toBe(true);
});
