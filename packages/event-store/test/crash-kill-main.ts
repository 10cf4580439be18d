/**
 * Kills one writer after the other and prints how many appends were acknowledged: node <this>
 * <child> <seed> <kills> <log folder>... A process of its own, because whoever is slow to read what
 * a child says kills it late.
 */
import process from 'node:process';
import { SeededChance } from '../src/fs/sim-chance.ts';
import { verifyLog } from '../src/verify/verify-log.ts';
import { missingFrom, openHere, runAndKill, type Acknowledged } from './crash-kill.ts';
import { keyRing } from './crash-world.ts';

/** The logs are checked here so often; in between, the next child recovers them. */
const KILLS_PER_CHECK = 5;

const [child = '', seed = '', kills = '', ...dirs] = process.argv.slice(2);
const plan = { child, dirs, chance: new SeededChance(Number(seed)) };
const acknowledged = dirs.map((): Acknowledged => new Map());
for (let kill = 1; kill <= Number(kills); kill++) {
  await runAndKill(plan, acknowledged);
  if (kill % KILLS_PER_CHECK === 0) await Promise.all(dirs.map(check));
}
for (const dir of dirs) {
  const { value } = await verifyLog({ dir, keyRing });
  if (value !== 'intact') throw new Error(`the log is ${value}`);
}
process.stdout.write(String(acknowledged.reduce((count, ofLog) => count + ofLog.size, 0)));

async function check(dir: string, index: number): Promise<void> {
  const log = await openHere(dir);
  const missing = await missingFrom(log, acknowledged[index] ?? new Map());
  if (missing.length > 0) throw new Error(`acknowledged and lost: ${missing.join(' ')}`);
  await log.close();
}
