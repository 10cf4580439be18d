/** A million tampered logs and 100,000 clean ones. LH_SEED begins elsewhere. */
import { expect, test } from '@jest/globals';
import { seedOr } from './seed.ts';
import { runSideBySide } from './side-by-side.ts';

const TIMEOUT_MS = 3_600_000;
const firstSeed = seedOr(1_000_000);

test.each([
  { campaign: 'mutations', count: 850_000 },
  { campaign: 'pairs', count: 150_000 },
  { campaign: 'clean-logs', count: 100_000 },
])(
  `$count $campaign, from seed ${firstSeed}, are judged rightly`,
  async ({ campaign, count }) => {
    const plan = { count, firstSeed, timeoutMs: TIMEOUT_MS };
    const counts = await runSideBySide('mutation-campaign-main.ts', plan, [campaign]);
    expect(Math.min(...Object.values(counts))).toBeGreaterThan(100);
  },
  TIMEOUT_MS,
);
