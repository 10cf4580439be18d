/**
 * Small cases, all of them: a few flushes, a crash at every operation, every way in which unsynced
 * sectors can be kept or lost.
 */
import type { SimFaultPlan } from '../src/fs/sim-fs.ts';
import type { DurabilityRules } from '../src/rules.ts';
import type { EventLog } from '../src/types.ts';
import { CrashHistory, payloadFor } from './crash-history.ts';
import { LOG_DIR, SimWorld } from './crash-world.ts';
import { EnumeratedChance } from './enumerated-chance.ts';

export interface SmallCase {
  readonly flushCount: number;
  readonly payloadBytes: number;
  /** How many places a write may be torn at. */
  readonly valuesMax: number;
  /** The machine loses power, or only the process is killed. */
  readonly losesPower: boolean;
  /** Crash again at every operation of the recovery; the first crash is then one while flushing. */
  readonly crashesInRecovery: boolean;
}

/**
 * Runs the case in every way; gives the number of different disks that were opened. Throws at the
 * first that is not right.
 */
export async function runExhaustively(small: SmallCase, rules: DurabilityRules): Promise<number> {
  let count = 0;
  const first = small.crashesInRecovery ? await countOpening(rules) : 0;
  for (let crashAt = first; ; crashAt++) {
    const chance = new EnumeratedChance(small.valuesMax);
    let reachedCrash = true;
    do {
      reachedCrash = await runOnce(small, { crashAt, chance, rules });
      count += 1;
    } while (chance.next());
    if (!reachedCrash) return count;
  }
}

async function countOpening(rules: DurabilityRules): Promise<number> {
  const world = new SimWorld(1, rules);
  const fs = world.boot(() => undefined);
  await world.open(fs);
  return fs.operationCount;
}

interface OneWay {
  readonly crashAt: number;
  readonly chance: EnumeratedChance;
  readonly rules: DurabilityRules;
}

/** False when the work was done before the crash was due. */
async function runOnce(small: SmallCase, way: OneWay): Promise<boolean> {
  const { chance, rules } = way;
  const world = new SimWorld(1, rules, chance);
  const history = new CrashHistory();
  const fs = world.boot(crashAtOperation(way.crashAt));
  const log = await world.open(fs).catch(ifDead(fs));
  if (log !== undefined) await flushSome(log, history, small);
  const reachedCrash = fs.isDead;
  fs.kill();
  if (small.losesPower) loseAllPower(world);
  if (small.crashesInRecovery) await crashInRecovery(world, way);
  await openAndCheck(world, history);
  return reachedCrash;
}

async function flushSome(log: EventLog, history: CrashHistory, small: SmallCase): Promise<void> {
  for (let flush = 0; flush < small.flushCount; flush++) {
    await history.watch(1, (token) => {
      const payload = payloadFor(token, { index: 0, length: small.payloadBytes });
      return log.append({ events: [{ type: 'noted', stream: 's', payload }] });
    });
  }
}

/** Opens with a crash at an operation that is one more decision. */
async function crashInRecovery(world: SimWorld, { chance }: OneWay): Promise<void> {
  const fs = world.boot(crashAtOperation(manyValues(chance)));
  await world.open(fs).catch(ifDead(fs));
  const reachedCrash = fs.isDead;
  fs.kill();
  // Recovery without a crash is what comes next anyway.
  if (reachedCrash) loseAllPower(world);
}

/** A number from 0 to 63 out of small decisions, so that all are tried. */
function manyValues(chance: EnumeratedChance): number {
  let value = 0;
  for (let bit = 0; bit < 6; bit++) value = value * 2 + chance.below(2);
  return value;
}

async function openAndCheck(world: SimWorld, history: CrashHistory): Promise<void> {
  const log = await world.open(world.boot(() => undefined));
  await history.check(log);
  await log.close();
}

/** The lock is of no interest after a power loss: its holder is gone whatever it says. */
function loseAllPower(world: SimWorld): void {
  world.disk.forget(`${LOG_DIR}/LOCK`);
  world.disk.forget(`${LOG_DIR}/LOCK.1.new`);
  world.losePower();
}

function crashAtOperation(crashAt: number): SimFaultPlan {
  return (_operation, index) => (index === crashAt ? 'crash' : undefined);
}

function ifDead(fs: { readonly isDead: boolean }): (error: unknown) => undefined {
  return (error) => {
    if (!fs.isDead) throw error;
    return undefined;
  };
}
