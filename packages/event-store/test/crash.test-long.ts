/** What is run before a release: ten million crashes, in a few hours. LH_SEED begins elsewhere. */
import { expect, test } from '@jest/globals';
import type { CampaignCounts } from './crash-campaign.ts';
import { seedOr } from './seed.ts';
import { runSideBySide } from './side-by-side.ts';

const CRASHES = 10_000_000;
const TIMEOUT_MS = 86_400_000;
const firstSeed = seedOr(1_000_000);

test(
  `${CRASHES} crashes, from seed ${firstSeed}: nothing acknowledged is lost, split, moved or refused`,
  async () => {
    const counts = await runSideBySide<keyof CampaignCounts>('crash-campaign-main.ts', {
      count: CRASHES,
      firstSeed,
      timeoutMs: TIMEOUT_MS,
    });
    expect(counts.crashes).toBeGreaterThanOrEqual(CRASHES);
  },
  TIMEOUT_MS,
);
