import { expect, test } from '@jest/globals';
import { noCounts, runDisk } from './crash-campaign.ts';
import { seedOr, withSeed } from './seed.ts';

const CRASHES = 20_000;
const firstSeed = seedOr(1);

test(`${CRASHES} crashes, from seed ${firstSeed}: nothing acknowledged is lost, split, moved or refused`, async () => {
  const counts = noCounts();
  for (let seed = firstSeed; counts.crashes < CRASHES; seed++) {
    await withSeed(seed, () => runDisk(seed, counts));
  }
  // A campaign that does not reach what it is for proves nothing.
  expect(counts.powerLosses).toBeGreaterThan(CRASHES / 3);
  expect(counts.crashesInOpening).toBeGreaterThan(CRASHES / 10);
  expect(counts.tornEnds).toBeGreaterThan(CRASHES / 50);
  expect(Math.min(counts.eio, counts.enospc)).toBeGreaterThan(CRASHES / 100);
}, 300_000);
