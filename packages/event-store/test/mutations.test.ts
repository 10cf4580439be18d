import { expect, test } from '@jest/globals';
import { campaignSize } from './campaign-size.ts';
import { MUTATION_NAMES, mutate, mutateTwice } from './mutations/campaign.ts';
import { seedOr } from './seed.ts';

const MUTATIONS = campaignSize({ whole: 82_000, part: 27_000 });
const PAIRS = campaignSize({ whole: 18_000, part: 6000 });
const seed = seedOr(1);

test(`${MUTATIONS} logs that were tampered with, from seed ${seed}, are found out and rightly named`, async () => {
  const counts = new Map<string, number>();
  await mutate({ seed, count: MUTATIONS }, counts);
  // A class that never comes up proves nothing.
  expect(MUTATION_NAMES.filter((name) => (counts.get(name) ?? 0) < 100)).toEqual([]);
}, 600_000);

test(`${PAIRS} logs that were tampered with twice, from seed ${seed}, are found out for both`, async () => {
  await expect(mutateTwice({ seed, count: PAIRS })).resolves.toBeUndefined();
}, 240_000);
