import { createSecretKey, type KeyObject } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { encodeFrame } from '../../format/frame.ts';
import { createMac } from '../../mac.ts';
import { Chance } from '../../../test/mutations/chance.ts';
import { FrameMacs } from './frame-macs.ts';

const ROOM = { bytes: 262_144, frames: 400 };

/** Lengths around those at which a message gets another block, and any others. */
function payloadBytes(chance: Chance): number {
  if (chance.once(3)) return 64 * chance.below(5) + chance.between(40, 64);
  return chance.once(20) ? chance.below(20_000) : chance.below(700);
}

/** Fills the room with frames in a row; gives where they are. */
function fill(macs: FrameMacs, key: KeyObject, chance: Chance): { at: number; len: number }[] {
  const mac = createMac(key);
  const frames: { at: number; len: number }[] = [];
  macs.bytes.set(chance.bytes(36));
  for (let at = 36, seq = 1; seq <= chance.between(4, 40); seq++) {
    const payload = chance.bytes(payloadBytes(chance));
    if (at + payload.length + 200 > ROOM.bytes) break;
    const content = { flags: 0, kid: 1, seq, durable: 0, tsUs: seq, meta: '{}', payload };
    const end = encodeFrame(macs.bytes, at, content, mac);
    frames.push({ at, len: end - at });
    at = end;
  }
  return frames;
}

test('four MACs at a time are those that Node makes, and so are the CRCs', () => {
  const chance = new Chance(4);
  const macs = new FrameMacs(ROOM);
  const plain = new FrameMacs(ROOM, false);
  for (let turn = 0; turn < 300; turn++) {
    const key = createSecretKey(chance.bytes(chance.once(5) ? 80 : 32));
    const frames = fill(macs, key, chance);
    if (!chance.once(4)) {
      const { at, len } = chance.pick(frames);
      const place = at + chance.below(len);
      macs.bytes[place] = (macs.bytes[place] ?? 0) ^ (1 << chance.below(8));
    }
    plain.bytes.set(macs.bytes);
    const group = () => ({
      count: frames.length,
      offsets: Int32Array.from(frames, ({ at }) => at),
      lengths: Int32Array.from(frames, ({ len }) => len),
      isRight: new Uint8Array(frames.length),
    });
    const [byFour, oneByOne] = [group(), group()];
    macs.useKey(key);
    macs.check(byFour);
    plain.useKey(key);
    plain.check(oneByOne);
    expect({ turn, isRight: byFour.isRight }).toEqual({ turn, isRight: oneByOne.isRight });
  }
});
