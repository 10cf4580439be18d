import { expect, test } from '@jest/globals';
import { StreamVersions } from './stream-versions.ts';

test('a version that does not follow the one before is told with the one that was expected', () => {
  const streams = new StreamVersions();
  expect([streams.take('a', 1), streams.take('a', 2), streams.take('b', 2)]).toEqual([
    undefined,
    undefined,
    1,
  ]);
  expect(streams.take('a', 4)).toBe(3);
});

test('as many versions may be left out as events are missing', () => {
  const streams = new StreamVersions();
  streams.take('a', 1);
  streams.miss(2);
  expect(streams.take('a', 4)).toBeUndefined();
  expect(streams.take('a', 6)).toBe(5);
});

test('behind the limit a stream is forgotten only when it was not written to for long', () => {
  const streams = new StreamVersions(4);
  for (let version = 1; version <= 100; version++) {
    expect(streams.take('busy', version)).toBeUndefined();
    expect(streams.take(`once-${version}`, 1)).toBeUndefined();
  }
  // Of the busy one everything is known, of the others nothing is said any more.
  expect(streams.take('busy', 102)).toBe(101);
  expect(streams.take('once-1', 7)).toBeUndefined();
});
