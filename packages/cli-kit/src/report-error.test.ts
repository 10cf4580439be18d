import { expect, test } from '@jest/globals';
import { LighthouseError } from '@lighthouse/contract';
import { describeError, formatError } from './report-error.ts';

const known = new LighthouseError('LH_KEY_MISSING', 'cannot read the key', {
  facts: { path: 'keys/store.key', tries: 2 },
  hint: 'create one with lh-doctor --fix',
});

test('a failure is printed with its facts and what to do', () => {
  expect(formatError('lh-verify', known, false)).toBe(
    [
      'lh-verify: LH_KEY_MISSING cannot read the key',
      '  path   keys/store.key',
      '  tries  2',
      '  hint   create one with lh-doctor --fix',
      '',
    ].join('\n'),
  );
});

test('causes are printed, the stack only when asked for', () => {
  const error = new LighthouseError('LH_IO', 'cannot read', {
    cause: new Error('outer', { cause: new Error('inner') }),
  });
  expect(formatError('lh-x', error, false)).toBe(
    'lh-x: LH_IO cannot read\n  cause  outer\n  cause  inner\n',
  );
  expect(formatError('lh-x', error, true)).toContain('report-error.test.ts');
});

test('a cause that goes round in circles ends', () => {
  const error = new LighthouseError('LH_IO', 'cannot read', { cause: new Error('again') });
  (error.cause as Error).cause = error.cause;
  expect(formatError('lh-x', error, false).match(/again/g)).toHaveLength(5);
});

test('what comes from outside can neither move the cursor nor start a line', () => {
  const error = new LighthouseError('LH_IO', 'cannot read', {
    facts: { path: 'a\nlh-x: all good\u001b[2J\u009b1A' },
  });
  expect(formatError('lh-x', error, false)).toBe(
    'lh-x: LH_IO cannot read\n  path  a lh-x: all good [2J 1A\n',
  );
});

test('for scripts it is one object', () => {
  expect(describeError(known)).toEqual({
    schema: 'lighthouse/error/1',
    code: 'LH_KEY_MISSING',
    message: 'cannot read the key',
    facts: { path: 'keys/store.key', tries: 2 },
    hint: 'create one with lh-doctor --fix',
  });
});

test('a known code without facts is no bug', () => {
  const foreign = Object.assign(new Error('cannot read'), { code: 'LH_IO' });
  expect(describeError(foreign)).toEqual({
    schema: 'lighthouse/error/1',
    code: 'LH_IO',
    message: 'cannot read',
    facts: {},
  });
});

test.each([
  [new TypeError('x is not a function'), 'TypeError: x is not a function'],
  ['a text', 'thrown: a text'],
  [undefined, 'thrown: undefined'],
])('%p is a bug', (thrown, message) => {
  expect(describeError(thrown)).toMatchObject({ code: 'LH_BUG', message });
});
