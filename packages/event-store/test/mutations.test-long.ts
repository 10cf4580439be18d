import { expect, test } from '@jest/globals';
import { verifyLog } from '../src/verify/verify-log.ts';
import { memoryFs } from './memory-fs.ts';
import { mutate, mutateTwice } from './mutations/campaign.ts';
import { Chance } from './mutations/chance.ts';
import { cleanLog } from './mutations/clean-logs.ts';
import { seedOr } from './seed.ts';

const MUTATIONS = 850_000;
const PAIRS = 150_000;
const CLEAN_LOGS = 100_000;
const HOURS_MS = 3_600_000;
const seed = seedOr(1_000_000);

test(
  `${MUTATIONS} logs that were tampered with, from seed ${seed}, are found out and rightly named`,
  async () => {
    const counts = new Map<string, number>();
    await mutate({ seed, count: MUTATIONS }, counts);
    expect(Math.min(...counts.values())).toBeGreaterThan(100);
  },
  HOURS_MS,
);

test(
  `${PAIRS} logs that were tampered with twice, from seed ${seed}, are found out for both`,
  async () => {
    await expect(mutateTwice({ seed, count: PAIRS })).resolves.toBeUndefined();
  },
  HOURS_MS,
);

test(
  `${CLEAN_LOGS} clean logs of many shapes, from seed ${seed}, raise no alarm`,
  async () => {
    for (let each = seed; each < seed + CLEAN_LOGS; each++) {
      const log = cleanLog(new Chance(each));
      const verdict = await verifyLog({ dir: 'log', keyRing: log.ring, fs: memoryFs(log.files) });
      const odd = verdict.findings.filter(({ code }) => !log.isTorn || code !== 'TORN_TAIL');
      expect({ seed: each, odd }).toEqual({ seed: each, odd: [] });
    }
  },
  HOURS_MS,
);
