import { expect, test } from '@jest/globals';
import { readLimit, readPidsLimit } from './limits.ts';

const LIMITS = [
  'Limit                     Soft Limit           Hard Limit           Units     ',
  'Max open files            1024                 524288               files     ',
  'Max processes             unlimited            unlimited            processes ',
].join('\n');

const read = (path: string) => (path === '/proc/self/limits' ? LIMITS : undefined);

test('soft and hard limits are read from their row', () => {
  expect(readLimit('Max open files', read)).toEqual({ soft: 1024, hard: 524_288 });
  expect(readLimit('Max processes', read)).toEqual({ soft: Infinity, hard: Infinity });
});

test('what is not there is undefined', () => {
  expect(readLimit('Max file size', read)).toBeUndefined();
  expect(readLimit('Max open files', () => undefined)).toBeUndefined();
  expect(readPidsLimit(() => undefined)).toBeUndefined();
});
