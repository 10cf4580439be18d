import { expect, test } from '@jest/globals';
import { progressView } from './progress-view.ts';

test('share, rate and time left are shown', () => {
  const half = { bytesDone: 512 * 1024, bytesTotal: 1024 * 1024, elapsedMs: 500 };
  expect(progressView(half)).toEqual({
    block: [`${'█'.repeat(15)}${'░'.repeat(15)} verifying 50 % of 1 MiB, 1 MiB/s, 500 ms left`],
    line: 'verifying 50 % of 1 MiB, 1 MiB/s, 500 ms left',
  });
});

test('there is no rate before there is something to measure', () => {
  expect(progressView({ bytesDone: 10, bytesTotal: 100, elapsedMs: 1 }).line).toBe(
    'verifying 10 % of 100 B',
  );
});

test('a log that grew, or that is empty, is all there is', () => {
  expect(progressView({ bytesDone: 200, bytesTotal: 100, elapsedMs: 1000 }).line).toBe(
    'verifying 100 % of 100 B, 200 B/s, 0 ms left',
  );
  expect(progressView({ bytesDone: 0, bytesTotal: 0, elapsedMs: 0 }).line).toContain('100 %');
});
