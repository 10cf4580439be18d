import { createHmac } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Hmac } from './hmac.ts';

test('it is the HMAC-SHA256 that Node computes', () => {
  const key = fc.uint8Array({ minLength: 0, maxLength: 64 });
  const text = fc.string({ maxLength: 300 }).map((any) => Buffer.from(any).toString('latin1'));
  fc.assert(
    fc.property(key, text, (bytes, said) => {
      const expected = createHmac('sha256', bytes).update(said, 'latin1').digest('base64url');
      const hmac = new Hmac(bytes);
      expect(hmac.of(said)).toBe(expected);
      expect(hmac.isRight(said, expected)).toBe(true);
    }),
  );
});

test('nothing but the exact MAC is right', () => {
  const hmac = new Hmac(Buffer.alloc(32, 7));
  const mac = hmac.of('text');
  const others = Array.from(mac, (char, at) => {
    const other = char === 'A' ? 'B' : 'A';
    return `${mac.slice(0, at)}${other}${mac.slice(at + 1)}`;
  });
  for (const other of [...others, '', mac.slice(1), `${mac}=`, `${mac}A`])
    expect([other, hmac.isRight('text', other)]).toEqual([other, false]);
});

test('one key’s MAC is not another’s, however they take turns', () => {
  const [one, two] = [new Hmac(Buffer.alloc(32, 1)), new Hmac(Buffer.alloc(32, 2))];
  const long = one.of('x'.repeat(5000));
  expect(two.of('x')).not.toBe(one.of('x'));
  expect(one.of('x'.repeat(5000))).toBe(long);
});
