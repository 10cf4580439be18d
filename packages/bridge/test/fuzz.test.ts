import { afterEach, expect, test } from '@jest/globals';
import { createScope, seedOr } from '@lighthouse/testkit';
import { fuzz } from './fuzz/campaign.ts';

const scope = createScope(afterEach);
const COUNT = 20_000;
const seed = seedOr(1);

test(`${COUNT} requests that are wrong in some way, from seed ${seed}, break nothing`, async () => {
  const tally = await fuzz(scope, { seed, count: COUNT });
  expect([...tally.keys()].filter((status) => status >= 500)).toEqual([]);
  // Not everything is turned away at the door: all layers have been reached.
  for (const status of [200, 201, 202, 400, 401, 403, 404, 405, 409, 413, 415])
    expect([status, tally.get(status) ?? 0]).toEqual([status, expect.any(Number)]);
  for (const status of [200, 201, 400, 401, 403, 404, 409])
    expect(tally.get(status) ?? 0).toBeGreaterThan(20);
}, 300_000);
