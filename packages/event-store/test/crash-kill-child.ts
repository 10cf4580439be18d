/** A writer to be killed: appends without end and reports each acknowledgement on stdout, one line each. */
import { createSecretKey, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import process from 'node:process';
import { openLog } from '../src/open-log.ts';
import type { EventLog } from '../src/types.ts';

const [dir = '', lanes = '1'] = process.argv.slice(2);
say('started');
const log = await openLog({
  dir,
  keyRing: {
    keys: [
      {
        kid: 1,
        state: 'active',
        master: createSecretKey(Buffer.alloc(32, 1)),
        created: '2024-01-01T00:00:00Z',
      },
    ],
  },
  clock: { nowUs: () => Date.now() * 1000 },
  random: randomBytes,
  limits: { segmentBytes: 32_768 },
});
say('opened');
await Promise.all(Array.from({ length: Number(lanes) }, (_, lane) => appendForEver(log, lane)));

/** One append after the other, so that as many wait as there are lanes. */
async function appendForEver(target: EventLog, lane: number): Promise<void> {
  for (let count = 0; ; count++) {
    const length = 1 + ((count * 37 + lane * 11) % 700);
    const event = { type: 'noted', stream: `s${lane}`, payload: Buffer.alloc(length, lane) };
    const events = Array.from({ length: 1 + (count % 3) }, () => event);
    const { receipt } = await target.append({ events });
    say(`${receipt.seq} ${receipt.mac}`);
  }
}

/** Written before anything else happens: what was said was said. */
function say(line: string): void {
  fs.writeSync(1, `${line}\n`);
}
