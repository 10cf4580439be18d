/**
 * A writer to be killed: node <this> <log> <key ring>. Recovers the log, appends to it without end,
 * and says on stdout what was acknowledged.
 */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import process from 'node:process';
import { loadKeyRing, openLog } from '@lighthouse/event-store';

const [dir = '', key = ''] = process.argv.slice(2);
const log = await openLog({
  dir,
  keyRing: loadKeyRing(key),
  clock: { nowUs: () => Date.now() * 1000 },
  random: randomBytes,
  limits: { segmentBytes: 65_536 },
});
await Promise.all(Array.from({ length: 4 }, (_, lane) => appendForEver(lane)));

/** One append after the other, of one event to three, so that as many wait as there are lanes. */
async function appendForEver(lane: number): Promise<void> {
  for (let count = 0; ; count++) {
    const length = 1 + ((count * 37 + lane * 11) % 700);
    const event = { type: 'noted', stream: `s${lane}`, payload: Buffer.alloc(length, lane) };
    const { receipt } = await log.append({
      events: Array.from({ length: 1 + (count % 3) }, () => event),
    });
    // Written before anything else happens: what was said was said.
    fs.writeSync(1, `acknowledged ${receipt.seq}\n`);
  }
}
