import { expect, test } from '@jest/globals';
import { parseShares } from './sweep.ts';

test('a range is run in six steps, a list as it is', () => {
  expect(parseShares('0..50%')).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5]);
  expect(parseShares('0,10%,33%')).toEqual([0, 0.1, 0.33]);
});

test.each(['', 'x', '0..', '10%,', '-5%', '120%', '0..200%', '1,'.repeat(30) + '1'])(
  '"%s" is no list of shares',
  (text) => expect(() => parseShares(text)).toThrow('is no list of shares'),
);
