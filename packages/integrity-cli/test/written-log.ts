import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createKeyRing, openLog, type Receipt } from '@lighthouse/event-store';
import type { Scope } from '@lighthouse/testkit';

const EVENTS_PER_APPEND = 500;

export interface WrittenLog {
  /** A run's folder: `log`, `keyring.json`, `result.json`. */
  readonly run: string;
  readonly log: string;
  readonly key: string;
  /** Of the last event of each append. */
  readonly receipts: readonly Receipt[];
}

/** Writes a log with the product's own writer: events of the agents ada and bo, in turns. */
export async function writeLog(
  scope: Scope,
  { events, segmentBytes, perAppend = EVENTS_PER_APPEND }: WriteOptions,
): Promise<WrittenLog> {
  const run = await scope.folder();
  const [log, key] = [path.join(run, 'log'), path.join(run, 'keyring.json')];
  const nowUs = Date.now() * 1000;
  mkdirSync(log);
  writeFileSync(path.join(run, 'result.json'), '{}');
  const opened = await openLog({
    dir: log,
    keyRing: createKeyRing(key, { nowUs }),
    clock: { nowUs: () => Date.now() * 1000 },
    random: randomBytes,
    ...(segmentBytes !== undefined && { limits: { segmentBytes } }),
  });
  const receipts: Receipt[] = [];
  for (let first = 1; first <= events; first += perAppend) {
    const count = Math.min(perAppend, events - first + 1);
    const { receipt } = await opened.append({
      events: Array.from({ length: count }, (_, index) => eventOf(first + index)),
    });
    receipts.push(receipt);
  }
  await opened.close();
  return { run, log, key, receipts };
}

export interface WriteOptions {
  readonly events: number;
  readonly segmentBytes?: number;
  readonly perAppend?: number;
}

function eventOf(number: number) {
  const agent = number % 2 === 1 ? 'ada' : 'bo';
  return {
    type: 'task.noted',
    stream: `tasks-${agent}`,
    agent,
    payload: Buffer.from(JSON.stringify({ number, text: 'x'.repeat(200) })),
  };
}
