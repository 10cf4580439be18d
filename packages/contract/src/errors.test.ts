import { expect, test } from '@jest/globals';
import { assert, EXIT, exitCodeForError, hasErrorCode, LighthouseError } from './index.ts';

test('an error from another bundle is recognised by its code', () => {
  const foreign = Object.assign(new Error('cannot read the key'), { code: 'LH_KEY_MISSING' });
  expect(hasErrorCode(foreign, 'LH_KEY_MISSING')).toBe(true);
  expect(exitCodeForError(foreign)).toBe(EXIT.keyMissing);
});

test('what is not a Lighthouse error is our bug', () => {
  expect(exitCodeForError(new TypeError('x is not a function'))).toBe(EXIT.bug);
  expect(exitCodeForError(Object.assign(new Error('no such file'), { code: 'ENOENT' }))).toBe(
    EXIT.bug,
  );
  expect(exitCodeForError(undefined)).toBe(EXIT.bug);
});

test('a broken assumption is a bug with its own text', () => {
  expect(() => assert(false, 'one is more than two')).toThrow(
    'broken assumption: one is more than two',
  );
});

test('an error keeps its facts, hint and cause', () => {
  const cause = new Error('EACCES');
  const error = new LighthouseError('LH_IO', 'cannot read', {
    hint: 'try again',
    facts: { path: 'a' },
    cause,
  });
  expect(error).toMatchObject({
    code: 'LH_IO',
    message: 'cannot read',
    hint: 'try again',
    facts: { path: 'a' },
    cause,
  });
});
