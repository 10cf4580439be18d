import { expect, test } from '@jest/globals';
import { campaignSize } from './campaign-size.ts';
import type { CampaignCounts } from './crash-campaign.ts';
import { seedOr } from './seed.ts';
import { runSideBySide } from './side-by-side.ts';

const CRASHES = campaignSize({ whole: 100_000, part: 40_000 });
const TIMEOUT_MS = 600_000;
const firstSeed = seedOr(1);

test(
  `${CRASHES} crashes, from seed ${firstSeed}: nothing acknowledged is lost, split, moved or refused`,
  async () => {
    const counts = await runSideBySide<keyof CampaignCounts>('crash-campaign-main.ts', {
      count: CRASHES,
      firstSeed,
      timeoutMs: TIMEOUT_MS,
    });
    // A campaign that does not reach what it is for proves nothing.
    expect(counts.powerLosses).toBeGreaterThan(CRASHES / 3);
    expect(counts.crashesInOpening).toBeGreaterThan(CRASHES / 100);
    expect(counts.tornEnds).toBeGreaterThan(CRASHES / 50);
    expect(counts.keyChanges).toBeGreaterThan(CRASHES / 50);
    expect(counts.backups).toBeGreaterThan(CRASHES / 100);
    expect(counts.archives).toBeGreaterThan(CRASHES / 1500);
    expect(Math.min(counts.eio, counts.enospc)).toBeGreaterThan(CRASHES / 500);
  },
  TIMEOUT_MS,
);
