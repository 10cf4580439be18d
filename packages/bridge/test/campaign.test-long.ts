import { afterEach, expect, test } from '@jest/globals';
import { createScope, seedOr } from '@lighthouse/testkit';
import { Campaign } from './campaign.ts';
import { startBridge } from './start-bridge.ts';

const scope = createScope(afterEach);

test('in a hundred thousand steps of honest and lying agents nothing that must hold is broken', async () => {
  const bridge = await startBridge(scope, {
    settings: { reviewMs: 1000 },
    isClockStill: true,
  });
  const plan = { seed: seedOr(1), steps: 100_000, abreast: 12, restarts: 20 };
  const { answers, events } = await new Campaign(bridge, plan).run();
  for (const status of [200, 201, 400, 403, 404, 409])
    expect(answers.get(status)).toBeGreaterThan(1000);
  expect(events.get('vote.cast')).toBeGreaterThan(1000);
}, 3_600_000);
