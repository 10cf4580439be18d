import { expect, test } from '@jest/globals';
import { isolatedPoints, valueRange, widthOf } from './plot-options.ts';

test('a value axis begins at zero and never has no height', () => {
  expect(valueRange(5, 100)).toEqual([0, 105]);
  expect(valueRange(0, 0)).toEqual([0, 1]);
});

test('only a value between two gaps needs a point', () => {
  expect(isolatedPoints([1, null, 2, 3, null, 4])).toEqual([0, 5]);
  expect(isolatedPoints([null, 7, null])).toEqual([1]);
  expect(isolatedPoints([null, null])).toEqual([]);
});

test('an axis is as wide as its longest label', () => {
  expect(widthOf(['0', '100 ms'])).toBeGreaterThan(widthOf(['0', '10']));
  expect(widthOf(null)).toBe(widthOf(['abc']));
});
