import { createSecretKey } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { FLAG_SIGNED, frameBytes, writeContent } from '../../format/frame.ts';
import { FRAME_FIELDS_BYTES, TRAILER_BYTES } from '../../format/limits.ts';
import { encodeMeta, parseMeta, type Meta } from '../../format/meta.ts';
import { Chance } from '../../../test/mutations/chance.ts';
import { FrameEvent } from './frame-event.ts';
import { FrameMacs } from './frame-macs.ts';
import { MetaScanner, type Span } from './meta-scanner.ts';
import { NameHash } from './name-hash.ts';

const NAMES = ['a', 'order.placed', 'x:1-2_3', 'n'.repeat(200)];
const TEXTS = ['1', 'id 7 ', '~!#$%&()*', 'k'.repeat(200), 'é', '"', '\\', '\u{1f3ee}', '\u0000'];
const NUMBERS = [1, 9, 10, 4096, 999_999_999_999_999, Number.MAX_SAFE_INTEGER];

function someMeta(chance: Chance): Meta {
  const plain = chance.once(2);
  const text = (): string => chance.pick(plain ? TEXTS.slice(0, 4) : TEXTS);
  return {
    type: chance.pick(NAMES),
    stream: chance.pick(NAMES),
    version: chance.pick(NUMBERS),
    ...(chance.once(2) && { id: text() }),
    ...(chance.once(2) && { agent: chance.pick(NAMES) }),
    ...(chance.once(3) && { credential: chance.pick(NUMBERS) }),
    ...(chance.once(4) && { session: text(), correlation: text() }),
    ...(chance.once(4) && { causation: text() }),
    ...(chance.once(2) && { key: text() }),
    ...(chance.once(4) && { nonce: chance.pick(NUMBERS) }),
    ...(chance.once(4) && { sig: chance.pick(['', 'AAAA', 'AA==', 'AAA=']) }),
  };
}

function changed(text: string, chance: Chance): Buffer {
  const bytes = Buffer.from(text);
  for (let count = chance.below(3); count > 0; count--) {
    bytes[chance.below(bytes.length)] = chance.once(2)
      ? chance.pick([...Buffer.from('"{},:\\0 1a')])
      : chance.below(256);
  }
  return chance.once(10) ? bytes.subarray(0, chance.below(bytes.length)) : bytes;
}

/** What the scanner says of these bytes, in the words of the parser; undefined when it says no. */
function scanned(scanner: MetaScanner, bytes: Buffer): object | undefined {
  if (!scanner.scan(bytes, 0, bytes.length)) return undefined;
  const text = ({ start, end }: Span): string | undefined =>
    start === end ? undefined : bytes.toString('latin1', start, end);
  const { type, stream, version, id, agent, key, credential, hasSig } = scanner;
  return {
    type: text(type),
    stream: text(stream),
    version,
    hasSig,
    id: text(id),
    agent: text(agent),
    key: text(key),
    credential,
  };
}

function parsed(bytes: Buffer): object | undefined {
  const meta = parseMeta(bytes, false);
  if (meta === undefined) return undefined;
  const { type, stream, version, id, agent, key, credential = 0, sig } = meta;
  return { type, stream, version, hasSig: sig !== undefined, id, agent, key, credential };
}

test('what the scanner understands, the parser understands in the same way', () => {
  const scanner = new MetaScanner();
  let understood = 0;
  for (let seed = 1; seed <= 40_000; seed++) {
    const chance = new Chance(seed);
    const bytes = changed(encodeMeta(someMeta(chance)), chance);
    const found = scanned(scanner, bytes);
    if (found === undefined) continue;
    understood += 1;
    // An assertion for each would take longer than what it asserts.
    if (!isDeepStrictEqual(found, parsed(bytes)))
      throw new Error(`seed ${seed}: ${bytes.toString()}`);
  }
  expect(understood).toBeGreaterThan(8000);
});

test('meta as it is written, in printable ASCII, is understood', () => {
  const scanner = new MetaScanner();
  const meta = { type: 't', stream: 's', version: 12, id: 'i 1', agent: 'a', credential: 3 };
  const full = { ...meta, session: 's', correlation: 'c', causation: 'c', key: 'k', nonce: 7 };
  const bytes = Buffer.from(encodeMeta({ ...full, sig: 'AAAA' }));
  expect(scanned(scanner, bytes)).toEqual({ ...meta, key: 'k', hasSig: true });
});

/** What is known of a frame, its use in words, and whether the module understood it. */
function known(event: FrameEvent, bytes: Buffer, at: number, len: number): object | undefined {
  if (!event.read(bytes, at, len)) return undefined;
  const { streamHigh, streamLow, idHigh, idLow, keyHigh, keyLow, useHigh, useLow } = event;
  const { version, seq, durable, tsUs } = event;
  // High words say nothing where there is no such name.
  const id = idLow === 0 ? 0 : [idHigh, idLow];
  const key = keyLow === 0 ? 0 : [keyHigh, keyLow];
  const use = useLow === 0 ? 0 : [useHigh, useLow, event.agentUse()];
  return { stream: [streamHigh, streamLow], version, seq, durable, tsUs, id, key, use };
}

test('the module reads the meta of frames as the scanner does', () => {
  const macs = new FrameMacs(65_536);
  const hash = new NameHash(createSecretKey(Buffer.alloc(32, 5)));
  const [fast, plain] = [new FrameEvent(hash, macs.fast), new FrameEvent(hash)];
  expect(macs.fast).toBeDefined();
  let understood = 0;
  for (let seed = 1; seed <= 10_000; seed++) {
    const chance = new Chance(seed);
    const meta = changed(encodeMeta(someMeta(chance)), chance);
    const fields = {
      flags: chance.once(4) ? FLAG_SIGNED : 0,
      kid: 1,
      seq: chance.pick(NUMBERS),
      durable: chance.pick(NUMBERS),
      tsUs: chance.pick(NUMBERS),
    };
    const at = TRAILER_BYTES + chance.below(16);
    const len = frameBytes(meta.length, 0);
    // What stands behind the meta must not be taken for a part of it.
    macs.bytes.set(chance.bytes(32), at + FRAME_FIELDS_BYTES + meta.length);
    writeContent(macs.bytes, at, { ...fields, meta, payload: new Uint8Array(0) });
    const found = known(fast, macs.bytes, at, len);
    if (macs.fast?.read(at) === true) understood += 1;
    if (!isDeepStrictEqual(found, known(plain, macs.bytes, at, len)))
      throw new Error(`seed ${seed}: ${meta.toString()}`);
  }
  expect(understood).toBeGreaterThan(2000);
});
