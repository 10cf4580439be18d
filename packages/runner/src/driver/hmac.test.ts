import { createHmac, createSecretKey } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Hmac } from './hmac.ts';

test('it agrees with createHmac, whatever the key and the text', () => {
  const keys = fc.uint8Array({ minLength: 1, maxLength: 130 });
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 2000 }), { minLength: 1 });
  fc.assert(
    fc.property(keys, texts, (bytes, some) => {
      const key = createSecretKey(bytes);
      const hmac = new Hmac(key);
      for (const text of some)
        expect(hmac.base64url(text)).toBe(
          createHmac('sha256', key).update(text).digest('base64url'),
        );
    }),
  );
});

test('keys that are in use together do not get into each other', () => {
  const keys = Array.from({ length: 200 }, (_, i) => createSecretKey(Buffer.alloc(32, i)));
  const hmacs = keys.map((key) => new Hmac(key));
  const macs = hmacs.map((hmac) => hmac.base64url('text'));
  expect(macs).toEqual(
    keys.map((key) => createHmac('sha256', key).update('text').digest('base64url')),
  );
});
