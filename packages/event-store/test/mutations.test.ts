import { expect, test } from '@jest/globals';
import { campaignSize } from './campaign-size.ts';
import { MUTATION_NAMES } from './mutations/campaign.ts';
import { seedOr } from './seed.ts';
import { runSideBySide } from './side-by-side.ts';

const MUTATIONS = campaignSize({ whole: 82_000, part: 27_000 });
const PAIRS = campaignSize({ whole: 18_000, part: 6000 });
const CLEAN_LOGS = campaignSize({ whole: 10_000, part: 4000 });
const TIMEOUT_MS = 600_000;
const firstSeed = seedOr(1);

const run = (campaign: string, count: number) =>
  runSideBySide('mutation-campaign-main.ts', { count, firstSeed, timeoutMs: TIMEOUT_MS }, [
    campaign,
  ]);

test(
  `${MUTATIONS} logs that were tampered with, from seed ${firstSeed}, are found out and rightly named`,
  async () => {
    const counts = await run('mutations', MUTATIONS);
    // A class that never comes up proves nothing.
    expect(MUTATION_NAMES.filter((name) => (counts[name] ?? 0) < 100)).toEqual([]);
  },
  TIMEOUT_MS,
);

test(
  `${PAIRS} logs that were tampered with twice, from seed ${firstSeed}, are found out for both`,
  async () => {
    const { pairs } = await run('pairs', PAIRS);
    expect(pairs).toBeGreaterThanOrEqual(PAIRS);
  },
  TIMEOUT_MS,
);

test(
  `${CLEAN_LOGS} clean logs of many shapes, from seed ${firstSeed}, raise no alarm`,
  async () => {
    expect(await run('clean-logs', CLEAN_LOGS)).toEqual({ logs: CLEAN_LOGS });
  },
  TIMEOUT_MS,
);
