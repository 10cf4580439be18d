import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatAuthorization, parseAuthorization, textToSign } from './index.ts';

const signature = {
  agent: 'a-1',
  credential: 1,
  session: 's-1',
  timeMs: 1,
  nonce: 7,
  mac: 'A'.repeat(43),
};

test('a formatted header is read back', () => {
  expect(parseAuthorization(formatAuthorization(signature))).toEqual(signature);
});

test.each([
  undefined,
  '',
  'Bearer x',
  'LH1 a;1;s;1;1',
  `LH1 a;1;s;1;1;${'A'.repeat(42)}`,
  `LH1 a;01;s;1;1;${'A'.repeat(43)}`,
  `LH1 a;1;s;1;9007199254740993;${'A'.repeat(43)}`,
  `LH1 a;1;s;1;1;${'A'.repeat(43)};x`,
  `LH1 a\n;1;s;1;1;${'A'.repeat(43)}`,
])('%p is not an authorization', (header) => {
  expect(parseAuthorization(header)).toBeUndefined();
});

test('no text throws', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseAuthorization(`LH1 ${text}`)));
});

test('every part is signed', () => {
  const parts = {
    ...signature,
    logId: '00',
    method: 'POST',
    path: '/v1/commands',
    idempotencyKey: 'k',
    bodySha256Hex: 'ff',
    seen: '7:abc',
  };
  const texts = [
    textToSign(parts),
    ...Object.entries(parts)
      .filter(([name]) => name !== 'mac')
      .map(([name, value]) =>
        textToSign({ ...parts, [name]: typeof value === 'number' ? value + 1 : `${value}x` }),
      ),
  ];
  expect(new Set(texts).size).toBe(texts.length);
});

test('a request without a receipt is signed as it always was', () => {
  const parts = { ...signature, logId: '00', method: 'GET', path: '/', idempotencyKey: '' };
  const text = textToSign({ ...parts, bodySha256Hex: 'ff' });
  expect(text.endsWith('\nff\n')).toBe(true);
  expect(textToSign({ ...parts, bodySha256Hex: 'ff', seen: '7:abc' })).toBe(`${text}7:abc\n`);
});
