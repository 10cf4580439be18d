import { afterEach, expect, test } from '@jest/globals';
import { STATEMENTS } from '@lighthouse/contract/coordination';
import { RECORDS } from '@lighthouse/contract/coordination-records';
import { createScope, forEachSeed } from '@lighthouse/testkit';
import { Campaign } from './campaign.ts';
import { startBridge } from './start-bridge.ts';

const scope = createScope(afterEach);

test('whatever honest and lying agents do, nothing that must hold is broken', async () => {
  const seen = new Set<string>();
  await forEachSeed({ count: 2 }, async (seed) => {
    const settings = { reviewMs: 1000 };
    const bridge = await startBridge(scope, { settings, isClockStill: true });
    const plan = { seed, steps: 1500, abreast: 6, restarts: 3 };
    const { answers, events } = await new Campaign(bridge, plan).run();
    // Enough of it was let in, and enough refused, for that to mean something.
    expect(answers.get(200) ?? 0).toBeGreaterThan(200);
    for (const status of [201, 400, 403, 404, 409]) expect(answers.get(status)).toBeGreaterThan(20);
    for (const type of events.keys()) seen.add(type);
  });
  const missing = [...Object.keys(STATEMENTS), ...Object.keys(RECORDS), 'vote.conflicting'].filter(
    (type) => !seen.has(type),
  );
  expect(missing.filter((type) => type !== 'quorum.anomaly')).toEqual([]);
}, 120_000);
