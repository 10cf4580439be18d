import { createSecretKey, type KeyObject } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { encodeFrame } from '../../format/frame.ts';
import { createMac } from '../../mac.ts';
import { Chance } from '../../../test/mutations/chance.ts';
import { FRAMES_MAX } from './frame-code.ts';
import { FrameMacs, type FrameRow } from './frame-macs.ts';

const ROOM_BYTES = 262_144;
/** Where the first frame stands, behind what it chains to. */
const START = 36;

interface Placed {
  readonly at: number;
  readonly len: number;
}

/** Lengths around those at which a message gets another block, and any others. */
function payloadBytes(chance: Chance): number {
  if (chance.once(3)) return 64 * chance.below(5) + chance.between(40, 64);
  return chance.once(20) ? chance.below(20_000) : chance.below(700);
}

/** Fills the room with frames in a row, some under another key id; gives where they are. */
function fill(macs: FrameMacs, key: KeyObject, chance: Chance): Placed[] {
  const mac = createMac(key);
  const frames: Placed[] = [];
  macs.bytes.fill(0).set(chance.bytes(START));
  for (let at = START, seq = 1; seq <= chance.between(4, 40); seq++) {
    const payload = chance.bytes(payloadBytes(chance));
    if (at + payload.length + 200 > ROOM_BYTES) break;
    const kid = chance.once(15) ? 2 : 1;
    const content = { flags: 0, kid, seq, durable: 0, tsUs: seq, meta: '{}', payload };
    const end = encodeFrame(macs.bytes, at, content, mac);
    frames.push({ at, len: end - at });
    at = end;
  }
  return frames;
}

/** All rows that are found from the first frame on, with what is right in them. */
function rowsOf(macs: FrameMacs, key: KeyObject, row: Omit<FrameRow, 'at'>): object[] {
  const rows: object[] = [];
  macs.useKey(key);
  for (let at = START; ;) {
    const count = macs.scan({ at, ...row });
    if (count === 0) return rows;
    macs.check(count);
    const places = Array.from({ length: count }, (_, index) => index);
    rows.push(
      places.map((index) => [macs.offsetOf(index), macs.lengthOf(index), macs.isRight(index)]),
    );
    at = macs.offsetOf(count - 1) + macs.lengthOf(count - 1);
  }
}

function flip(macs: FrameMacs, place: number, chance: Chance): void {
  macs.bytes[place] = (macs.bytes[place] ?? 0) ^ (1 << chance.below(8));
}

test('rows of frames, four MACs at a time and one CRC for all are what Node finds one by one', () => {
  const chance = new Chance(4);
  const macs = new FrameMacs(ROOM_BYTES);
  const plain = new FrameMacs(ROOM_BYTES, false);
  expect([macs.fast === undefined, plain.fast === undefined]).toEqual([false, true]);
  for (let turn = 0; turn < 300; turn++) {
    const key = createSecretKey(chance.bytes(chance.once(5) ? 80 : 32));
    const frames = fill(macs, key, chance);
    const end = frames.reduce((_, { at, len }) => at + len, START);
    for (let times = chance.below(4); times > 0; times--) {
      const { at, len } = chance.pick(frames);
      // The fields, which the row goes by, more often than the rest.
      flip(macs, at + (chance.once(2) ? chance.below(36) : chance.below(len)), chance);
    }
    // Only the CRC, which the MAC of the frame does not cover: of one, or of several.
    for (let times = chance.below(3); times > 0; times--) {
      const { at, len } = chance.pick(frames);
      flip(macs, at + len - 4 + chance.below(4), chance);
    }
    const near = (place: number) => (chance.once(3) ? place - chance.below(place) : place);
    const filled = near(end);
    const row = { last: near(end), filled, limit: Math.max(filled, near(end + 100)) };
    plain.bytes.set(macs.bytes);
    const before = Buffer.from(macs.bytes);
    expect({ turn, rows: rowsOf(macs, key, row) }).toEqual({
      turn,
      rows: rowsOf(plain, key, row),
    });
    expect(macs.bytes.equals(before)).toBe(true);
  }
});

test('a row of more frames than fit is found in parts', () => {
  const key = createSecretKey(Buffer.alloc(32, 1));
  const mac = createMac(key);
  const macs = new FrameMacs(600_000);
  let end = START;
  const content = { flags: 0, kid: 1, durable: 0, tsUs: 1, meta: '{}', payload: new Uint8Array(0) };
  for (let seq = 1; seq <= FRAMES_MAX + 10; seq++)
    end = encodeFrame(macs.bytes, end, { ...content, seq }, mac);
  const rows = rowsOf(macs, key, { last: end, filled: end, limit: end });
  expect(rows.map((row) => Object.keys(row).length)).toEqual([FRAMES_MAX, 10]);
  expect(JSON.stringify(rows)).not.toContain('false');
});
