import { readdirSync } from 'node:fs';
import { afterEach, expect, test } from '@jest/globals';
import { createScope } from '@lighthouse/testkit';
import { FILE_OPERATIONS } from '@lighthouse/contract/file-operations';
import { FileRounds } from './file-rounds.ts';

const scope = createScope(afterEach);

test('each call is timed alone, without the one before it', async () => {
  const folder = await scope.folder();
  // Each look at the clock is a millisecond later: a call that is timed alone takes one.
  let nowMs = 0;
  const rounds = new FileRounds(folder, 10_000, () => nowMs++);
  rounds.warmUp();
  for (let i = 0; i < 3; i++) rounds.round();
  const { times, ...counts } = rounds.share();
  expect(counts).toEqual({ rounds: 3, workedMs: 39, wrongReads: 0 });
  for (const operation of FILE_OPERATIONS)
    expect(times[operation]).toMatchObject({ minUs: 1000, maxUs: 1000 });
  expect(nowMs).toBe(3 * 2 * (FILE_OPERATIONS.length + 1));
  expect(readdirSync(folder)).toEqual([]);
});
