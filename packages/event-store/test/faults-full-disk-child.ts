/** Fills a small disk over and over while it writes a log there; prints one JSON object. */
import { createSecretKey, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import process from 'node:process';
import { openLog } from '../src/open-log.ts';
import type { EventLog } from '../src/types.ts';
import { verifyLog } from '../src/verify/verify-log.ts';

const [mount = '', cycles = '1'] = process.argv.slice(2);
const dir = `${mount}/log`;
const ballast = `${mount}/ballast`;
const master = createSecretKey(Buffer.alloc(32, 1));
const created = '2024-01-01T00:00:00Z';
const keyRing = { keys: [{ kid: 1, state: 'active', master, created } as const] };
const acknowledged: number[] = [];
let refusedCount = 0;
let nowUs = Date.now() * 1000;

let log = await open();
for (let cycle = 0; cycle < Number(cycles); cycle++) {
  fs.writeFileSync(ballast, '');
  await append(log, 10);
  fillDisk();
  while (await appendUnlessFull(log, (cycle * 397) % 6000));
  if (cycle % 50 !== 49) continue;
  fs.writeFileSync(ballast, '');
  await log.close();
  log = await open();
}
fs.rmSync(ballast);
const seqs: number[] = [];
for await (const { seq } of log.read()) seqs.push(seq);
await log.close();
const { value } = await verifyLog({ dir, keyRing });
const missing = acknowledged.filter((seq) => seqs[seq - 1] !== seq);
const counts = { acknowledged: acknowledged.length, stored: seqs.length, refused: refusedCount };
process.stdout.write(JSON.stringify({ ...counts, missing, value }));

function open(): Promise<EventLog> {
  const clock = { nowUs: () => ++nowUs };
  // Little is written ahead: else the log would fill the disk all by itself.
  const limits = { segmentBytes: 65_536, writeAheadBytes: 2048 };
  return openLog({ dir, keyRing, clock, random: randomBytes, limits });
}

async function append(target: EventLog, payloadBytes: number): Promise<void> {
  const event = { type: 'noted', stream: 's', payload: Buffer.alloc(payloadBytes, 1) };
  const { receipt } = await target.append({ events: [event] });
  acknowledged.push(receipt.seq);
}

/** False when the disk was full, after which the log must still be healthy. */
async function appendUnlessFull(target: EventLog, payloadBytes: number): Promise<boolean> {
  try {
    await append(target, payloadBytes);
    return true;
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'LH_DISK_FULL') throw error;
    if (target.failure !== undefined) throw target.failure;
    refusedCount += 1;
    return false;
  }
}

function fillDisk(): void {
  const fd = fs.openSync(ballast, 'a');
  try {
    for (;;) fs.writeSync(fd, Buffer.alloc(4096, 2));
  } catch (error) {
    if (Reflect.get(Object(error), 'code') !== 'ENOSPC') throw error;
  } finally {
    fs.closeSync(fd);
  }
}
