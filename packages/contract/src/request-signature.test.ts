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

/** Field by field, with what is asked of each beside it. */
function readByField(header: string): object | undefined {
  const fields = /^LH1 (.*)$/s.exec(header)?.[1]?.split(';') ?? [];
  const [agent = '', credential = '', session = '', time = '', nonce = '', mac = ''] = fields;
  const isNamed = [agent, session].every((text) => /^[A-Za-z0-9._:-]{1,200}$/.test(text));
  const isNumbered = [credential, time, nonce].every(
    (text) => /^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(Number(text)),
  );
  const isWhole = fields.length === 6 && /^[A-Za-z0-9_-]{43}$/.test(mac);
  if (!(isNamed && isNumbered && isWhole)) return undefined;
  const numbers = { credential: Number(credential), timeMs: Number(time), nonce: Number(nonce) };
  return { agent, session, mac, ...numbers };
}

test('a header is read as field by field, wherever one character of it is changed', () => {
  const header = formatAuthorization({ ...signature, timeMs: Number.MAX_SAFE_INTEGER });
  for (let at = 0; at <= header.length; at++)
    for (const char of ['', ';', '0', '9', 'a', '_', '-', ' ', '\n', 'é'])
      for (const end of [at, at + 1]) {
        const changed = `${header.slice(0, at)}${char}${header.slice(end)}`;
        expect([changed, parseAuthorization(changed)]).toEqual([changed, readByField(changed)]);
      }
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
