import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cookieDateMs } from './cookie-date.ts';

const AT = Date.UTC(2026, 10, 8, 9, 37, 5);

test.each([
  ['Sun, 08 Nov 2026 09:37:05 GMT', AT],
  ['Sunday, 08-Nov-26 09:37:05 GMT', AT],
  ['Sun Nov  8 09:37:05 2026', AT],
  ['2026 nov 08 9:37:5', AT],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['01-Jan-70 00:00:00', 0],
  ['01-Jan-69 00:00:00', Date.UTC(2069, 0, 1)],
  ['', undefined],
  ['session', undefined],
  ['Sun, 08 Nov 2026', undefined],
  ['Sun, 31 Feb 2026 09:37:05 GMT', undefined],
  ['Sun, 08 Nov 2026 24:00:00 GMT', undefined],
  ['Sun, 08 Nov 1600 09:37:05 GMT', undefined],
])('%j is %p', (text, ms) => {
  expect(cookieDateMs(text)).toBe(ms);
});

test('every second that a server may write is read back', () => {
  const seconds = fc.integer({ min: Date.UTC(1601, 0, 1) / 1000, max: Date.UTC(9999, 11) / 1000 });
  fc.assert(
    fc.property(seconds, (s) => {
      expect(cookieDateMs(new Date(s * 1000).toUTCString())).toBe(s * 1000);
    }),
  );
});
