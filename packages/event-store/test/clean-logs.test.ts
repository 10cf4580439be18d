import { expect, test } from '@jest/globals';
import { campaignSize } from './campaign-size.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import { memoryFs } from './memory-fs.ts';
import { Chance } from './mutations/chance.ts';
import { cleanLog } from './mutations/clean-logs.ts';
import { seedOr } from './seed.ts';

const LOGS = campaignSize({ whole: 10_000, part: 4000 });
const firstSeed = seedOr(1);

test(`${LOGS} clean logs of many shapes, from seed ${firstSeed}, raise no alarm`, async () => {
  for (let seed = firstSeed; seed < firstSeed + LOGS; seed++) {
    const log = cleanLog(new Chance(seed));
    const verdict = await verifyLog({ dir: 'log', keyRing: log.ring, fs: memoryFs(log.files) });
    const codes = verdict.findings.map(({ code }) => code);
    const value = log.isTorn && codes.length > 0 ? 'unknown' : 'intact';
    const allowed = log.isTorn && codes.length > 0 ? ['TORN_TAIL'] : [];
    expect({ seed, value: verdict.value, codes, lastSeq: verdict.lastSeq }).toEqual({
      seed,
      value,
      codes: allowed,
      lastSeq: log.lastSeq,
    });
  }
}, 180_000);
