/**
 * The crash campaign: random work on a simulated disk, a crash at a random operation, and again on
 * the same disk. After each crash the log must open, and hold what it must hold and nothing else.
 */
import { hasErrorCode } from '@lighthouse/contract';
import { firstSeqOfName } from '../src/format/segment-name.ts';
import type { SimFs } from '../src/fs/sim-fs.ts';
import { ALL_RULES, type DurabilityRules } from '../src/rules.ts';
import type { EventLog } from '../src/types.ts';
import { OpenEventLog } from '../src/open-event-log.ts';
import { backupLog } from '../src/life/backup-log.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import { LifeFaults, type FaultCounts } from './crash-faults.ts';
import { CrashHistory, payloadFor, Violation } from './crash-history.ts';
import { LOG_DIR, SimWorld } from './crash-world.ts';
import { withSeed } from './seed.ts';
import type { Seeds } from './side-by-side.ts';

export interface CampaignCounts extends FaultCounts {
  /** Lives that ended in a crash, of the process or the machine. */
  crashes: number;
  powerLosses: number;
  /** Crashes while the log was being opened, which is where recovery runs. */
  crashesInOpening: number;
  tornEnds: number;
  appends: number;
  /** Rotations and ends of epochs that were begun. */
  keyChanges: number;
  backups: number;
  /** Times that segments were moved to the archive. */
  archives: number;
}

export function noCounts(): CampaignCounts {
  const crashes = { crashes: 0, powerLosses: 0, crashesInOpening: 0 };
  return {
    ...crashes,
    eio: 0,
    enospc: 0,
    tornEnds: 0,
    appends: 0,
    keyChanges: 0,
    backups: 0,
    archives: 0,
  };
}

const ARCHIVE_DIR = '/archive';
const LIVES_PER_DISK = 5;
/** Other outcomes of each power loss that are looked at. */
const IMAGES_PER_CRASH = 8;

/** Runs one disk after the other, one for each seed, until there were so many crashes. */
export async function runCampaign(crashCount: number, seeds: Seeds): Promise<CampaignCounts> {
  const counts = noCounts();
  for (let seed = seeds.first; counts.crashes < crashCount; seed += seeds.step) {
    await withSeed(seed, () => runDisk(seed, counts));
  }
  return counts;
}

/** Runs one disk through its lives; throws when a promise of the log is broken. */
export async function runDisk(
  seed: number,
  counts: CampaignCounts,
  rules: DurabilityRules = ALL_RULES,
): Promise<void> {
  const world = new SimWorld(seed, rules);
  const history = new CrashHistory();
  for (let life = 0; life < LIVES_PER_DISK; life++) await liveOnce(world, history, counts);
  // The last life has no faults: whatever happened before, the log opens.
  const fs = world.boot(() => undefined);
  const log = await world.open(fs);
  await history.check(log);
  const { firstSeq } = log;
  await log.close();
  await expectIntact(world, fs);
  if (firstSeq > 1) await putBackAndCheck(world, history);
  counts.tornEnds += history.recoveriesSeen;
}

async function expectIntact(world: SimWorld, fs: SimFs): Promise<void> {
  const verdict = await verifyLog({ dir: LOG_DIR, keyRing: world.ring, fs });
  if (verdict.value !== 'intact') throw new Violation(`the log is ${verdict.value}`);
}

/** Segments that are put back from the archive are the log as it was, from its first event on. */
async function putBackAndCheck(world: SimWorld, history: CrashHistory): Promise<void> {
  const fs = world.boot(() => undefined);
  const there = new Set(fs.list(LOG_DIR));
  const archived = fs.list(ARCHIVE_DIR).filter((name) => firstSeqOfName(name) !== undefined);
  for (const name of archived.filter((segment) => !there.has(segment)))
    fs.link(`${ARCHIVE_DIR}/${name}`, `${LOG_DIR}/${name}`);
  const log = await world.open(fs);
  if (log.firstSeq !== 1) throw new Violation('the archive lacks segments');
  await history.check(log);
  await log.close();
  await expectIntact(world, fs);
}

async function liveOnce(
  world: SimWorld,
  history: CrashHistory,
  counts: CampaignCounts,
): Promise<void> {
  const faults = new LifeFaults(world.random, counts);
  const fs = world.boot(faults.plan);
  const log = await openUnlessFaulty(world, fs, faults);
  if (log === undefined) {
    if (fs.isDead) counts.crashesInOpening += 1;
  } else {
    await checkUnlessDead(log, history, fs);
    faults.beginWork(fs.operationCount);
    await work(world, { log, fs, faults, history, counts });
  }
  const isCut = world.random.chance(0.6);
  if (fs.isDead || isCut) counts.crashes += 1;
  fs.kill();
  if (!isCut) return;
  for (let image = 0; image < IMAGES_PER_CRASH; image++) {
    await world.onCopy(() => lookAtImage(world, history, counts));
  }
  counts.powerLosses += 1;
  world.losePower();
}

/** What the disk may have come to as well: the log opens there, too, and holds what it must. */
async function lookAtImage(
  world: SimWorld,
  history: CrashHistory,
  counts: CampaignCounts,
): Promise<void> {
  world.losePower();
  const fs = world.boot(() => undefined);
  const copy = history.copy();
  await copy.check(await world.open(fs));
  if (copy.recoveriesSeen > history.recoveriesSeen) counts.tornEnds += 1;
  fs.kill();
  counts.crashes += 1;
  counts.powerLosses += 1;
}

/**
 * Opens the log; gives undefined when a crash or a failing disk prevents it. Any other refusal is a
 * false alarm.
 */
async function openUnlessFaulty(
  world: SimWorld,
  fs: SimFs,
  faults: LifeFaults,
): Promise<EventLog | undefined> {
  try {
    return await world.open(fs);
  } catch (error) {
    if (fs.isDead) return undefined;
    const codes = ['LH_IO', 'LH_DISK_FULL', 'LH_OUTCOME_UNKNOWN'] as const;
    if (faults.happened && codes.some((code) => hasErrorCode(error, code))) return undefined;
    throw error;
  }
}

/** Indexes are written in the background, so that a crash can come while the log is being read. */
async function checkUnlessDead(log: EventLog, history: CrashHistory, fs: SimFs): Promise<void> {
  try {
    await history.check(log);
  } catch (error) {
    if (!fs.isDead || error instanceof Violation) throw error;
  }
}

interface Shift {
  readonly log: EventLog;
  readonly fs: SimFs;
  readonly faults: LifeFaults;
  readonly history: CrashHistory;
  readonly counts: CampaignCounts;
}

async function work(world: SimWorld, shift: Shift): Promise<void> {
  const { random } = world;
  const { fs, faults, log } = shift;
  const waiting: Promise<void>[] = [];
  const stepCount = 1 + random.below(14);
  for (let step = 0; step < stepCount && !fs.isDead; step++) {
    const choice = random.below(10);
    if (random.chance(0.06)) waiting.push(changeKey(world, shift));
    if (random.chance(0.02)) waiting.push(backUp(world, shift));
    if (random.chance(0.03)) waiting.push(archiveSome(shift));
    if (choice < 6) waiting.push(appendSome(world, shift));
    else if (choice < 8) await Promise.all(waiting.splice(0));
    else if (choice < 9) world.scheduler.fire();
    else await Promise.resolve();
  }
  if (random.chance(0.3)) fs.kill();
  if (random.chance(0.5)) await Promise.all(waiting.splice(0));
  await log.close().catch((error: unknown) => {
    if (!fs.isDead && !faults.happened) throw error;
  });
  await Promise.all(waiting);
}

/** A rotation, or the end of an epoch; both may fail, and the log goes on under either key. */
async function changeKey(world: SimWorld, { log, counts }: Shift): Promise<void> {
  counts.keyChanges += 1;
  const change = world.isSealed ? sealEpoch(log) : log.rotateKey(world.addKey());
  await change.catch((error: unknown) => {
    if (!hasErrorCode(error) || hasErrorCode(error, 'LH_BUG')) throw error;
  });
}

async function sealEpoch(log: EventLog): Promise<void> {
  if (log instanceof OpenEventLog) await log.sealEpoch();
}

/** Moves segments away; what was acknowledged before is in them, or still here. */
async function archiveSome({ log, counts }: Shift): Promise<void> {
  const { lastSeq: through } = log;
  try {
    const archived = await log.archive({ through, to: ARCHIVE_DIR });
    if (archived !== undefined) counts.archives += 1;
  } catch (error) {
    if (!hasErrorCode(error) || hasErrorCode(error, 'LH_BUG')) throw error;
  }
}

/** A copy that was made while the log goes on is a log, and holds what was durable before. */
async function backUp(world: SimWorld, { log, fs, faults, counts }: Shift): Promise<void> {
  const { lastSeq } = log;
  const to = `/backup-${(counts.backups += 1)}`;
  try {
    await backupLog({ dir: LOG_DIR, to, fs });
  } catch (error) {
    if (fs.isDead || faults.happened) return;
    throw error;
  }
  if (fs.isDead) return;
  const verdict = await verifyLog({ dir: to, keyRing: world.ring, fs });
  if (fs.isDead) return;
  const wrong = verdict.findings.find(({ severity }) => severity !== 'info');
  if (wrong !== undefined) throw new Violation(`a backup is damaged: ${wrong.code}`);
  if (verdict.lastSeq < lastSeq) throw new Violation('a backup lacks what was durable');
}

function appendSome(world: SimWorld, { log, history, counts }: Shift): Promise<void> {
  const { random } = world;
  const eventCount = random.chance(0.7) ? 1 : 2 + random.below(4);
  const length = random.chance(0.8) ? random.below(200) : random.below(1800);
  const stream = `s${random.below(3)}`;
  counts.appends += 1;
  return history.watch(eventCount, (token) => {
    const events = Array.from({ length: eventCount }, (_, index) => ({
      type: 'noted',
      stream,
      payload: payloadFor(token, { index, length }),
    }));
    return log.append({ events });
  });
}
