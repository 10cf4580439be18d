import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { Scope } from '@lighthouse/testkit';
import { createKeyRing } from '../src/index.ts';
import type { AppendResult, EventLog, KeyRing, OpenLogOptions, StoredEvent } from '../src/index.ts';

let nowUs = 1_700_000_000_000_000;

/** Where a log of a test is, and its key ring. */
export interface Place {
  readonly folder: string;
  readonly dir: string;
  readonly keyRing: KeyRing;
}

export async function newPlace(scope: Scope): Promise<Place> {
  const folder = await scope.folder();
  const keyRing = createKeyRing(path.join(folder, 'keyring.json'), { nowUs: 1 });
  return { folder, dir: path.join(folder, 'log'), keyRing };
}

/** Small segments, and a clock that goes on by itself. */
export function optionsFor({ dir, keyRing }: Place): OpenLogOptions {
  const clock = { nowUs: () => ++nowUs };
  return { dir, keyRing, clock, random: randomBytes, limits: { segmentBytes: 4096 } };
}

export function append(log: EventLog, text: string): Promise<AppendResult> {
  return log.append({ events: [{ type: 'noted', stream: 's', payload: Buffer.from(text) }] });
}

export async function eventsIn(log: EventLog): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of log.read()) events.push(event);
  return events;
}
