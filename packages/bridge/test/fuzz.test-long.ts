import { afterEach, expect, test } from '@jest/globals';
import { createScope, seedOr } from '@lighthouse/testkit';
import { fuzz } from './fuzz/campaign.ts';

const scope = createScope(afterEach);
/** In parts: each begins with an empty log. */
const [PARTS, COUNT] = [10, 100_000];
const HOUR_MS = 3_600_000;
const seed = seedOr(1_000_000);

test.each(Array.from({ length: PARTS }, (_, part) => seed + part * 1000))(
  `${COUNT} requests that are wrong in some way, from seed %d, break nothing`,
  async (from) => {
    const tally = await fuzz(scope, { seed: from, count: COUNT });
    expect([...tally.keys()].filter((status) => status >= 500)).toEqual([]);
  },
  HOUR_MS,
);
