import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COOKIE_LIMITS, CookieJar } from './cookie-jar.ts';

const NOW = Date.UTC(2026, 10, 8);
const SERVER = { host: 'shop.test', isSecure: false };

function jarOf(set: readonly string[], server = SERVER, path = '/shop/login?from=1') {
  const jar = new CookieJar(server);
  for (const text of set) jar.take(text, path, NOW);
  return jar;
}

describe('what comes back', () => {
  test.each([
    ['its name and value', ['sid=abc'], '/shop/cart', 'sid=abc'],
    ['what stands between quotes, quotes and all', ['a="b c"; HttpOnly'], '/shop/', 'a="b c"'],
    ['an empty value', ['a='], '/shop', 'a='],
    ['a value with =', ['a=b=c=='], '/shop', 'a=b=c=='],
    ['nothing without a name', ['=x', 'x', ''], '/shop', ''],
    ['the last of those that are called the same', ['a=1', 'a=2'], '/shop', 'a=2'],
    ['all of them, as they were set', ['b=1', 'a=2', 'b=3'], '/shop', 'b=3; a=2'],
    ['by default within the folder of the request', ['a=1'], '/', ''],
    ['not to a folder that only begins alike', ['a=1'], '/shopping', ''],
    ['within its path', ['a=1; Path=/shop/cart'], '/shop/cart/7?x', 'a=1'],
    ['not outside of it', ['a=1; Path=/shop/cart'], '/shop/carts', ''],
    ['the more exact path first', ['a=1; Path=/', 'a=2; Path=/shop'], '/shop/x', 'a=2; a=1'],
    ['the last of two paths', ['a=1; Path=/x; Path=/'], '/y', 'a=1'],
    ['by the default when its path is none', ['a=1; Path=shop'], '/shop/x', 'a=1'],
    ['its own domain', ['a=1; Domain=shop.test'], '/shop', 'a=1'],
    ['a domain around it', ['a=1; Domain=.TEST'], '/shop', 'a=1'],
    ['not another domain', ['a=1; Domain=op.test', 'b=2; Domain=x.shop.test'], '/shop', ''],
    ['nothing that is for TLS only', ['a=1; Secure'], '/shop', ''],
    ['nothing that is over', ['a=1; Max-Age=0', 'b=1; Max-Age=-5'], '/shop', ''],
    ['nothing that was over before', ['a=1; Expires=Sun, 01 Nov 2026 00:00:00 GMT'], '/shop', ''],
    ['Max-Age before Expires', ['a=1; Max-Age=9; Expires=01 Nov 2026 00:00:00'], '/shop', 'a=1'],
    ['an expiry that is none', ['a=1; Expires=soon; Max-Age=x'], '/shop', 'a=1'],
    ['nothing that was taken back', ['a=1', 'a=; Max-Age=0', 'b=2'], '/shop', 'b=2'],
  ])('%s', (_what, set, path, header) => {
    expect(jarOf(set).headerFor(path, NOW)).toBe(header);
  });

  test('over TLS what is for TLS only', () => {
    const jar = jarOf(['a=1; Secure'], { ...SERVER, isSecure: true });
    expect(jar.headerFor('/shop', NOW)).toBe('a=1');
  });

  test('to an address only what names it or no domain', () => {
    const set = ['a=1; Domain=0.0.1', 'b=2; Domain=127.0.0.1', 'c=3'];
    expect(jarOf(set, { ...SERVER, host: '127.0.0.1' }).headerFor('/shop', NOW)).toBe('b=2; c=3');
  });

  test('until its time is over', () => {
    const jar = jarOf(['a=1; Max-Age=10']);
    expect(jar.headerFor('/shop', NOW + 9_999)).toBe('a=1');
    expect(jar.headerFor('/shop', NOW + 10_000)).toBe('');
  });
});

describe('limits', () => {
  test('one that is too long is not kept', () => {
    const most = COOKIE_LIMITS.lengthMax - 1;
    const jar = jarOf([`a=${'x'.repeat(most)}`, `b=${'x'.repeat(most + 1)}`]);
    expect(jar.headerFor('/shop', NOW)).toBe(`a=${'x'.repeat(most)}`);
  });

  test('of too many those that are over go first, then the oldest', () => {
    const names = Array.from({ length: COOKIE_LIMITS.cookiesMax - 1 }, (_, i) => `c${i}=x`);
    const jar = jarOf(['old=x', ...names]);
    jar.take('brief=x; Max-Age=1', '/shop/x', NOW);
    expect(jar.headerFor('/shop', NOW)).not.toContain('old=x');
    jar.take('last=x', '/shop/x', NOW + 2000);
    const kept = jar.headerFor('/shop', NOW + 2000).split('; ');
    expect(kept).toEqual([...names, 'last=x']);
  });

  test('whatever a server sets, a request carries no more than that, in one line', () => {
    const text = fc.string({ unit: fc.integer({ min: 0x20, max: 0xff }).map(charOf) });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 80 }), text, (set, path) => {
        const header = jarOf(set, SERVER, `/${path}`).headerFor(`/${path}`, NOW);
        expect(header).not.toMatch(/[\r\n]/);
        expect(header.length).toBeLessThanOrEqual(COOKIE_LIMITS.cookiesMax * 5000);
      }),
    );
  });
});

function charOf(code: number): string {
  return String.fromCharCode(code);
}
