/**
 * A writer to be killed, or to be given errors: node <this> <lanes> <appends per lane> <bytes of a
 * segment> <log folder>... Reports what happens on stdout, one line each.
 */
import { createSecretKey, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import process from 'node:process';
import { openLog } from '../src/open-log.ts';
import type { EventLog } from '../src/types.ts';

const [lanes = '1', appendsMax = 'Infinity', segmentBytes = '', ...dirs] = process.argv.slice(2);
say('started');
await Promise.all(dirs.map(writeLog));

async function writeLog(dir: string, index: number): Promise<void> {
  try {
    const log = await open(dir);
    say('opened');
    const running = Array.from({ length: Number(lanes) }, (_, lane) => {
      return appendMany(log, lane, (seq, mac) => say(`${index} ${seq} ${mac}`));
    });
    await Promise.all(running);
    await log.close();
    say('closed');
  } catch (error) {
    say(`failed ${String(Reflect.get(Object(error), 'code'))}`);
  }
}

function open(dir: string): Promise<EventLog> {
  const master = createSecretKey(Buffer.alloc(32, 1));
  const key = { kid: 1, state: 'active', master, created: '2024-01-01T00:00:00Z' } as const;
  return openLog({
    dir,
    keyRing: { keys: [key] },
    clock: { nowUs: () => Date.now() * 1000 },
    random: randomBytes,
    // Every segment that is closed gets an index.
    limits: { segmentBytes: Number(segmentBytes), indexedSegmentBytesMin: 0 },
  });
}

/** One append after the other, so that as many wait as there are lanes. */
async function appendMany(
  log: EventLog,
  lane: number,
  acknowledge: (seq: number, mac: string) => void,
): Promise<void> {
  for (let count = 0; count < Number(appendsMax); count++) {
    const length = 1 + ((count * 37 + lane * 11) % 700);
    const event = { type: 'noted', stream: `s${lane}`, payload: Buffer.alloc(length, lane) };
    const events = Array.from({ length: 1 + (count % 3) }, () => event);
    try {
      const { receipt } = await log.append({ events });
      acknowledge(receipt.seq, receipt.mac);
    } catch (error) {
      say(`refused ${String(Reflect.get(Object(error), 'code'))}`);
    }
  }
}

/** Written before anything else happens: what was said was said. */
function say(line: string): void {
  fs.writeSync(1, `${line}\n`);
}
