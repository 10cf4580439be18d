import { randomBytes } from 'node:crypto';
import path from 'node:path';
import type { TextAnswer } from '@lighthouse/cli-kit/run-to-text';
import { createKeyRing, loadKeyRing, openLog, verifyLog } from '@lighthouse/event-store';
import type { EventLog } from '@lighthouse/event-store';
import type { Scope } from '@lighthouse/testkit';
import { runHere } from './run-here.ts';

/** In one append; segments are closed between appends. */
const APPEND_EVENTS = 20;

const clock = { nowUs: () => Date.now() * 1000 };

interface RunOptions {
  /** Words that hold a space. */
  readonly flags?: readonly string[];
  readonly signal?: AbortSignal;
}

/** A folder with a key ring and a log of a few segments, and the commands to be run in it. */
export class StorePlace {
  readonly folder: string;
  readonly dir: string;
  readonly key: string;

  constructor(folder: string, key = 'ring.json') {
    this.folder = folder;
    this.dir = path.join(folder, 'log');
    this.key = path.join(folder, key);
  }

  /** Opens the log, or another one under the same key ring. */
  open(name = 'log'): Promise<EventLog> {
    const keyRing = loadKeyRing(this.key);
    const dir = path.join(this.folder, name);
    return openLog({ dir, keyRing, clock, random: randomBytes, limits: { segmentBytes: 4096 } });
  }

  run(line: string, more: RunOptions = {}): Promise<TextAnswer> {
    const { flags = [], signal } = more;
    const shell = { cwd: this.folder, env: { LH_KEY: this.key } };
    return runHere(['store', ...line.split(' '), ...flags], {
      ...shell,
      ...(signal && { signal }),
    });
  }

  /** Runs a command that must succeed; gives its JSON answer. */
  async json(line: string): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await this.run(`${line} --json`);
    if (code !== 0 || stderr !== '') throw new Error(`${line}: ${code} ${stderr}`);
    return JSON.parse(stdout) as Record<string, unknown>;
  }

  async verdictOf(name: string): Promise<string> {
    const dir = path.join(this.folder, name);
    const { value, findings } = await verifyLog({ dir, keyRing: loadKeyRing(this.key) });
    return [value, ...findings.map(({ code }) => code)].join(' ');
  }
}

export async function makeStore(scope: Scope, eventCount: number): Promise<StorePlace> {
  const place = new StorePlace(await scope.folder());
  createKeyRing(place.key, { nowUs: clock.nowUs() });
  const log = await place.open();
  for (let count = 0; count < eventCount; count += APPEND_EVENTS) {
    const events = Array.from({ length: Math.min(APPEND_EVENTS, eventCount - count) }, (_, at) => ({
      type: 'noted',
      stream: 's',
      payload: Buffer.from(`no. ${count + at}`),
    }));
    await log.append({ events });
  }
  await log.close();
  return place;
}
