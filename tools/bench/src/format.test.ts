import { expect, test } from '@jest/globals';
import { formatValue } from './format.ts';

test('values have three significant digits, or whole ones from a hundred on', () => {
  expect(formatValue(0.81234, 'ratio')).toBe('0.812');
  expect(formatValue(12.345, 'ms')).toBe('12.3 ms');
  expect(formatValue(412_345.6, 'a second')).toBe('412,346 a second');
  expect(formatValue(0.1234, 'share')).toBe('12.3 %');
});

test('bytes are written in the largest unit that fits, negative ones too', () => {
  expect(formatValue(512, 'bytes')).toBe('512 B');
  expect(formatValue(268_435_456, 'bytes')).toBe('256 MiB');
  expect(formatValue(-13_000, 'bytes')).toBe('-12.7 KiB');
  expect(formatValue(0, 'bytes')).toBe('0 B');
  expect(formatValue(3 * 1024 ** 4, 'bytes')).toBe('3,072 GiB');
});
