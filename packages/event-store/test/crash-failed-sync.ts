/**
 * A sync fails, the process opens the log again, and later the power goes. After a failed sync the
 * page cache shows what the disk does not have, and the next sync succeeds without writing it: what
 * the second life trusted must be there in the third.
 */
import { ALL_RULES, type DurabilityRules } from '../src/rules.ts';
import type { EventLog } from '../src/types.ts';
import { CrashHistory, payloadFor } from './crash-history.ts';
import { SimWorld } from './crash-world.ts';

/** Throws when an event that a reader has seen is gone, or the log is refused. */
export async function failSyncThenLosePower(
  seed: number,
  rules: DurabilityRules = ALL_RULES,
): Promise<void> {
  const world = new SimWorld(seed, rules);
  const history = new CrashHistory();
  const failAt = world.random.below(12);
  let syncCount = 0;
  const failing = world.boot((operation) => {
    return operation === 'sync' && syncCount++ === failAt ? 'EIO' : undefined;
  });
  const first = await world.open(failing).catch(() => undefined);
  if (first !== undefined) {
    await appendSome(world, first, history);
    await first.close().catch(() => undefined);
  }
  failing.kill();
  const second = await world.open(world.boot(() => undefined));
  await history.check(second);
  await appendSome(world, second, history);
  world.losePower();
  const third = await world.open(world.boot(() => undefined));
  await history.check(third);
  await third.close();
}

async function appendSome(world: SimWorld, log: EventLog, history: CrashHistory): Promise<void> {
  const count = 1 + world.random.below(4);
  for (let append = 0; append < count; append++) {
    const length = world.random.below(900);
    await history.watch(1, (token) => {
      const payload = payloadFor(token, { index: 0, length });
      return log.append({ events: [{ type: 'noted', stream: 's', payload }] });
    });
  }
}
