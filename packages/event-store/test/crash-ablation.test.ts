/**
 * Each rule of durability is there for something: with it switched off a campaign fails that holds
 * with it.
 */
import { describe, expect, test } from '@jest/globals';
import { ALL_RULES, type DurabilityRules } from '../src/rules.ts';
import { damageAfterCrash } from './crash-damage.ts';
import { runExhaustively, type SmallCase } from './crash-exhaustive.ts';
import { failSyncThenLosePower } from './crash-failed-sync.ts';
import { seedOr, withSeed } from './seed.ts';

type Campaign = (seed: number, rules: DurabilityRules) => Promise<void>;

const SEEDS = 400;
const firstSeed = seedOr(1);

async function holds(campaign: Campaign): Promise<void> {
  for (let seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
    await withSeed(seed, () => campaign(seed, ALL_RULES));
  }
}

/** Tells whether one of the seeds shows that a rule is missing. */
async function fails(campaign: Campaign, off: keyof DurabilityRules): Promise<boolean> {
  for (let seed = firstSeed; seed < firstSeed + SEEDS; seed++) {
    const isHeld = await campaign(seed, { ...ALL_RULES, [off]: false }).then(
      () => true,
      () => false,
    );
    if (!isHeld) return true;
  }
  return false;
}

describe('damage to durable events is never taken for a torn end', () => {
  test('with all rules', () => holds(damageAfterCrash));

  test.each(['heedsDurable', 'heedsHead', 'resyncs', 'writesHeadBeforeAck'] as const)(
    'but it is without the rule: %s',
    async (rule) => {
      expect(await fails(damageAfterCrash, rule)).toBe(true);
    },
  );
});

describe('what was read after a failed sync survives a later power loss', () => {
  test('with all rules', () => holds(failSyncThenLosePower));

  test('but it is lost without the rule: rewritesTail', async () => {
    expect(await fails(failSyncThenLosePower, 'rewritesTail')).toBe(true);
  });
});

describe('a HEAD that is torn again and again stays readable', () => {
  const small: SmallCase = {
    flushCount: 2,
    payloadBytes: 300,
    valuesMax: 4,
    losesPower: true,
    crashesInRecovery: false,
  };

  test('with all rules, in every small case', async () => {
    expect(await runExhaustively(small, ALL_RULES)).toBeGreaterThan(1000);
  });

  test('but it does not without the rule: createsBothSlots', async () => {
    const rules = { ...ALL_RULES, createsBothSlots: false };
    await expect(runExhaustively(small, rules)).rejects.toMatchObject({
      facts: { finding: 'HEAD_CORRUPT' },
    });
  });
});
