import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { encodeMeta, isIdentifier, isName, isSystemName, parseMeta, type Meta } from './meta.ts';

const required = { type: 'task.opened', stream: 'task-1', version: 1 };
const whole: Meta = {
  ...required,
  id: 'id "1" é \u{1f3ee}',
  agent: 'ann',
  credential: 2,
  session: 's',
  correlation: 'c\n',
  causation: '\u2028',
  key: 'k',
  nonce: 3,
  sig: 'AAAA',
};

test('meta is written with its members in order and without white space', () => {
  expect(encodeMeta(required)).toBe('{"type":"task.opened","stream":"task-1","version":1}');
  expect(Object.keys(JSON.parse(encodeMeta(whole)) as object)).toEqual(Object.keys(whole));
});

test('meta is read back as it was written', () => {
  const text = fc.string({ minLength: 1, maxLength: 100, unit: 'grapheme' });
  const metas = fc.record(
    {
      type: fc.constant('t'),
      stream: fc.constant('s'),
      version: fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
      id: text,
      session: text,
      key: text,
      nonce: fc.integer({ min: 1 }),
    },
    { requiredKeys: ['type', 'stream', 'version'] },
  );
  fc.assert(
    fc.property(metas, (meta) => {
      expect(parseMeta(Buffer.from(encodeMeta(meta)), false)).toEqual(meta);
    }),
  );
});

test('meta of another writer is read: any order, white space, members that are not known', () => {
  const text = ' { "later": {"a": [null]}, "version": 1.0, "stream": "s", "type": "t" } ';
  expect(parseMeta(Buffer.from(text), false)).toMatchObject({ type: 't', stream: 's', version: 1 });
});

test.each<[string, unknown]>([
  ['no object', []],
  ['null', null],
  ['no type', { stream: 's', version: 1 }],
  ['no stream', { type: 't', version: 1 }],
  ['no version', { type: 't', stream: 's' }],
  ['version 0', { ...required, version: 0 }],
  ['a version that is a text', { ...required, version: '1' }],
  ['a version with a fraction', { ...required, version: 1.5 }],
  ['a version beyond 2^53', { ...required, version: 2 ** 53 }],
  ['an empty type', { ...required, type: '' }],
  ['a type with a space', { ...required, type: 'a b' }],
  ['a type of 201 characters', { ...required, type: 'a'.repeat(201) }],
  ['the type of a system record', { ...required, type: '$heartbeat' }],
  ['a system stream', { ...required, stream: '$log' }],
  ['an empty id', { ...required, id: '' }],
  ['an id of 201 characters', { ...required, id: 'a'.repeat(201) }],
  ['an id that is null', { ...required, id: null }],
  ['an agent that is no name', { ...required, agent: 'a b' }],
  ['a credential of 0', { ...required, credential: 0 }],
  ['a nonce that is a text', { ...required, nonce: '1' }],
  ['a signature that is no text', { ...required, sig: 1 }],
])('%s is not meta', (_what, value) => {
  expect(parseMeta(Buffer.from(JSON.stringify(value)), false)).toBeUndefined();
});

test.each(['', '{', '{"type":"t","stream":"s","version":1}}', 'NaN', '\ufeff{}'])(
  'the text %j is not meta',
  (text) => {
    expect(parseMeta(Buffer.from(text), false)).toBeUndefined();
  },
);

test('bytes that are not UTF-8 are not meta', () => {
  const bytes = Buffer.from(JSON.stringify({ ...required, id: 'x' }));
  bytes[bytes.indexOf('"x"') + 1] = 0xff;
  expect(parseMeta(bytes, false)).toBeUndefined();
});

test('members that objects have by nature are not taken for members of meta', () => {
  const text = '{"type":"t","stream":"s","version":1,"__proto__":{"id":""},"constructor":1}';
  expect(parseMeta(Buffer.from(text), false)?.id).toBeUndefined();
  expect(
    parseMeta(Buffer.from('{"__proto__":{"type":"t","stream":"s","version":1}}'), false),
  ).toBeUndefined();
});

test('a system frame may have system names and others', () => {
  const meta = { type: '$heartbeat', stream: '$log', version: 1 };
  expect(parseMeta(Buffer.from(JSON.stringify(meta)), true)).toEqual(meta);
  expect(parseMeta(Buffer.from(JSON.stringify(required)), true)).toEqual(required);
  expect(parseMeta(Buffer.from(JSON.stringify({ ...meta, type: '$' })), true)).toBeUndefined();
});

test('names and identifiers have their limits', () => {
  expect([isName('a'.repeat(200)), isName('a'.repeat(201)), isName('.a'), isName(1)]).toEqual([
    true,
    false,
    false,
    false,
  ]);
  expect([isSystemName(`$${'a'.repeat(200)}`), isSystemName(`$${'a'.repeat(201)}`)]).toEqual([
    true,
    false,
  ]);
  expect([isIdentifier('é'.repeat(200)), isIdentifier('é'.repeat(201)), isIdentifier('')]).toEqual([
    true,
    false,
    false,
  ]);
});

test('random bytes are never meta and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, isSystem) => {
      expect(parseMeta(bytes, isSystem)).toBeUndefined();
    }),
  );
});
