import { expect, test } from '@jest/globals';
import { wrapWords } from './wrap-words.ts';

test('lines break between words, and keep every word and space', () => {
  expect(wrapWords('one two  three', Number.POSITIVE_INFINITY)).toEqual(['one two  three']);
  expect(wrapWords('one two three', 7)).toEqual(['one two', 'three']);
  expect(wrapWords('one two three', 6)).toEqual(['one', 'two', 'three']);
  expect(wrapWords('a muchlongerword b', 5)).toEqual(['a', 'muchlongerword', 'b']);
  expect(wrapWords('', 5)).toEqual(['']);
});
