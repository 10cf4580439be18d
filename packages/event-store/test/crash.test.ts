import process from 'node:process';
import { expect, test } from '@jest/globals';
import { runCampaign } from './crash-campaign.ts';
import { seedOr } from './seed.ts';

/** CI asks for 100,000; whoever waits for the answer gets a quicker one. */
const CRASHES = Number(process.env['LH_CRASHES'] ?? 40_000);
const firstSeed = seedOr(1);

test(`${CRASHES} crashes, from seed ${firstSeed}: nothing acknowledged is lost, split, moved or refused`, async () => {
  const counts = await runCampaign(CRASHES, firstSeed);
  // A campaign that does not reach what it is for proves nothing.
  expect(counts.powerLosses).toBeGreaterThan(CRASHES / 3);
  expect(counts.crashesInOpening).toBeGreaterThan(CRASHES / 100);
  expect(counts.tornEnds).toBeGreaterThan(CRASHES / 50);
  expect(counts.keyChanges).toBeGreaterThan(CRASHES / 50);
  expect(counts.backups).toBeGreaterThan(CRASHES / 100);
  expect(Math.min(counts.eio, counts.enospc)).toBeGreaterThan(CRASHES / 500);
}, 1_200_000);
