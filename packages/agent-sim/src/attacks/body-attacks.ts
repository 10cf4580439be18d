import { API_PATHS, LIMITS } from '@lighthouse/contract/api-paths';
import type { Attack, Scene, Trick } from './attack.ts';
import { event, note, pick, query } from './draw.ts';

const BAD = ['BAD_REQUEST'];
const DEPTH = 100_000;

/** What a body must not be: each is one way to make a careless parser fail. */
const NO_JSON = [
  '{"type":"note","content":"cut off"',
  '\ufeff{"type":"note","content":"marked"}',
  '{"type":"note","content":"a comma too many",}',
  '{"type":"note","type":"other","content":"a key twice"}',
  '{"type":"note","content":"half a letter \\ud800"}',
  '{"type":"note","content":1e400}',
  '{"type":"note","content":NaN}',
  "{'type':'note','content':'other quotes'}",
  '{"type":"note","content":"a zero \u0000 byte"}',
  '"a text"',
  'null',
  '[]',
  'no JSON at all',
] as const;

const POLLUTED = [
  '{"type":"note","content":"","__proto__":{"polluted":1}}',
  '{"type":"note","content":"","constructor":{"prototype":{"polluted":1}}}',
  '{"__proto__":{"type":"note"},"content":""}',
] as const;

const NO_NAMES = [
  '../../etc/passwd',
  'a\u0000b',
  'a\r\nX-Evil: 1',
  '\u0430lice',
  'x'.repeat(300),
  '__proto__',
  '.',
  '',
  'a b',
] as const;

/** Bodies, names and keys that are none. A server that fails over one of them has lost. */
export const BODY_ATTACKS = {
  'sends-too-much': {
    behaviour: 'oversize',
    rows: [25],
    tried: 'announces a body that is longer than a body may be',
    expected: '413 TOO_LARGE, without reading it',
    right: { refusals: ['TOO_LARGE', 'HTTP_413', 'CLOSED'], isAfterFailure: true },
    draw: (scene) =>
      event(scene, { headers: { 'content-length': String(4 * LIMITS.bodyBytesMax) } }),
  },
  'sends-other-types': {
    behaviour: 'oversize',
    rows: [26],
    tried: 'compresses its body, or says that it is something else than JSON',
    expected: '415 UNSUPPORTED_MEDIA_TYPE',
    right: { refusals: ['UNSUPPORTED_MEDIA_TYPE'], isAfterFailure: true },
    draw: (scene) =>
      event(scene, {
        headers: pick<Readonly<Record<string, string>>>(scene.random, [
          { 'content-encoding': 'gzip' },
          { 'content-encoding': 'br' },
          { 'content-type': 'text/plain' },
          { 'content-type': 'application/x-www-form-urlencoded' },
        ]),
      }),
  },
  'stores-too-long-a-text': {
    behaviour: 'oversize',
    rows: [25, 27],
    tried: 'stores a text that is longer than a text may be',
    expected: '400 BAD_REQUEST or 413 TOO_LARGE',
    right: { refusals: ['BAD_REQUEST', 'TOO_LARGE'], isAfterFailure: true },
    draw: (scene) =>
      event(scene, { body: note(scene, { content: 'x'.repeat(LIMITS.payloadBytesMax + 1) }) }),
  },
  'nests-deep': {
    behaviour: 'deep-json',
    rows: [27],
    tried: 'sends a body that is nested a hundred thousand deep, or holds as many values',
    expected: '400 TOO_DEEP or BAD_REQUEST',
    right: { refusals: ['TOO_DEEP', 'BAD_REQUEST', 'TOO_LARGE'], isAfterFailure: true },
    draw: (scene) => {
      const isDeep = scene.random.below(2) === 0;
      const value = isDeep ? '['.repeat(DEPTH) + ']'.repeat(DEPTH) : `[${'"",'.repeat(DEPTH)}""]`;
      return event(scene, { body: `{"type":"note","content":${value}}` });
    },
  },
  'sends-no-json': {
    behaviour: 'malformed-json',
    rows: [28],
    tried: 'sends a body that is cut off, marked, ambiguous or no JSON at all',
    expected: '400 BAD_REQUEST',
    right: { refusals: BAD, isAfterFailure: true },
    draw: (scene) => event(scene, { body: pick(scene.random, NO_JSON) }),
  },
  'names-prototypes': {
    behaviour: 'pollute',
    rows: [29],
    tried: 'names __proto__ and constructor in bodies and queries',
    expected: '400 BAD_REQUEST',
    right: { refusals: BAD, isAfterFailure: true },
    draw: (scene) => {
      const which = scene.random.below(POLLUTED.length + 1);
      const body = POLLUTED[which];
      if (body !== undefined) return event(scene, { body });
      return query(`${API_PATHS.events}?__proto__=1&constructor=2`);
    },
  },
  'gives-no-name': {
    behaviour: 'bad-names',
    rows: [30, 31],
    tried: 'gives types, streams and agents names with paths, zero bytes, lines or look-alikes',
    expected: '400 BAD_REQUEST',
    right: { refusals: BAD, isAfterFailure: true },
    draw: (scene) => badName(scene, pick(scene.random, NO_NAMES)),
  },
  'gives-no-key': {
    behaviour: 'bad-names',
    rows: [30],
    tried: 'leaves the idempotency key out, or gives one that is too long',
    expected: '400 BAD_REQUEST',
    right: { refusals: BAD, isAfterFailure: true },
    draw: (scene) =>
      event(scene, { key: scene.random.below(2) === 0 ? '' : 'k'.repeat(LIMITS.keyLengthMax + 1) }),
  },
} as const satisfies Readonly<Record<string, Attack>>;

function badName(scene: Scene, name: string): Trick {
  const isQuery = scene.random.below(2) === 0;
  if (isQuery) return query(`${API_PATHS.events}?stream=${encodeURIComponent(name)}`);
  return event(scene, { body: note(scene, { type: name }) });
}
