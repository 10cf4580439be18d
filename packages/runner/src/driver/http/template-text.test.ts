import { expect, test } from '@jest/globals';
import { Random } from '@lighthouse/agent-sim';
import fc from 'fast-check';
import { IN_FORM, IN_PATH, jsonText, PLAIN, templateText } from './template-text.ts';
import { Making, type Value } from './values.ts';

function making(variables: Readonly<Record<string, Value>>, number = 1): Making {
  const sender = {
    index: 3,
    name: 'agent-3',
    row: {},
    variables: new Map(Object.entries(variables)),
  };
  const around = { seed: 1, runId: 'r', env: {}, wallNowMs: () => 5000.7, random: new Random() };
  return new Making(sender, around, { kind: 'request', number, place: 0 });
}

test('a value in a path stays within its segment, whatever it is', () => {
  const path = templateText('/a/{{x}}/b?q={{x}}', IN_PATH);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (x) => {
      const url = new URL(path(making({ x })), 'http://h');
      const [, a, segment = '', b, ...more] = url.pathname.split('/');
      // URL itself takes out segments that are dots.
      fc.pre(x !== '.' && x !== '..' && x !== '');
      expect([a, b, more]).toEqual(['a', 'b', []]);
      expect(decodeURIComponent(segment)).toBe(Buffer.from(x).toString());
      expect(url.hash).toBe('');
    }),
  );
});

test('a value in a form is read back as it was', () => {
  const form = templateText('{{x}}', IN_FORM);
  fc.assert(
    fc.property(fc.string(), (x) => {
      const read = new URLSearchParams(`f=${form(making({ x }))}&g=1`);
      expect([read.get('f'), read.get('g')]).toEqual([x, '1']);
    }),
  );
});

test('JSON stays JSON: what stands alone keeps its kind, and within text it is text', () => {
  const text = jsonText({ alone: '{{x}}', within: ['a "{{x}}"', null, 1.5], '{{x}}': true });
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.integer()));
  fc.assert(
    fc.property(value, (x) => {
      const inText = typeof x === 'object' ? JSON.stringify(x) : String(x);
      expect(JSON.parse(text(making({ x })))).toEqual({
        alone: x,
        within: [`a "${inText}"`, null, 1.5],
        '{{x}}': true,
      });
    }),
  );
});

test('what an answer has not given yet is named', () => {
  const made = making({});
  templateText('{{first}} {{second}}', PLAIN)(made);
  expect(made.missing).toBe('first');
});

test('who, when and which are what they say', () => {
  const text = templateText(
    '{{agent.name}} {{agent.index}} {{seq}} {{key}} {{now.ms}} {{now.iso}}',
    PLAIN,
  );
  expect(text(making({}, 7))).toBe('agent-3 3 7 r-agent-3-7 5000 1970-01-01T00:00:05.000Z');
});

test('chances follow from the number of the request and stay within their bounds', () => {
  const text = templateText('{{random.int(-2,2)}} {{random.hex(6)}} {{random.uuid}}', PLAIN);
  const all = Array.from({ length: 200 }, (_, i) => text(making({}, i)));
  expect(all).toEqual(Array.from({ length: 200 }, (_, i) => text(making({}, i))));
  for (const each of all)
    expect(each).toMatch(
      /^(-[12]|[012]) [0-9a-f]{6} [0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  expect(new Set(all.map((each) => each.split(' ')[0])).size).toBe(5);
});
