import { expect, test } from '@jest/globals';
import { Rotation } from './rotation.ts';

const names = ['a', 'b', 'c', 'd'];

test('everyone has a turn', () => {
  const rotation = new Rotation(0);
  const turns = Array.from({ length: 6 }, () => rotation.next(names, () => true));
  expect(turns).toEqual(['a', 'b', 'c', 'd', 'a', 'b']);
});

test('those who are there come first, in turn', () => {
  const rotation = new Rotation(0);
  const isThere = (name: string) => name === 'b' || name === 'd';
  const turns = Array.from({ length: 5 }, () => rotation.next(names, isThere));
  expect(turns).toEqual(['b', 'd', 'b', 'd', 'b']);
});

test('when nobody is there all have turns, and with nobody at all there is none', () => {
  const rotation = new Rotation(5);
  expect([1, 2, 3].map(() => rotation.next(names, () => false))).toEqual(['b', 'c', 'd']);
  expect(rotation.next([], () => true)).toBeUndefined();
});
