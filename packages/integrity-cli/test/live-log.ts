import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createKeyRing, loadKeyRing, openLog, type EventLog } from '@lighthouse/event-store';
import { restoreLog } from '@lighthouse/event-store/life';
import { alertSchema, type Alert } from '@lighthouse/contract/watch-answer';
import type { RunningCli, Scope } from '@lighthouse/testkit';
import { waitFor } from '@lighthouse/testkit';

/** A log that is open for writing, and what is around it. */
export interface LiveLog {
  readonly folder: string;
  readonly log: string;
  readonly key: string;
  readonly audit: string;
  readonly writer: EventLog;
  /** Appends so many events of 200 bytes, and is told that they are durable. */
  readonly append: (count: number) => Promise<void>;
}

export async function openLiveLog(scope: Scope, segmentBytes = 16_384): Promise<LiveLog> {
  const folder = await scope.folder();
  const [log, key] = [path.join(folder, 'log'), path.join(folder, 'keyring.json')];
  createKeyRing(key, { nowUs: Date.now() * 1000 });
  const writer = await openWriter({ log, key }, segmentBytes);
  scope.onClose(async () => writer.close().catch(() => undefined));
  const append = async (count: number): Promise<void> => {
    const event = { type: 'task.noted', stream: 'tasks', agent: 'ada', payload: randomBytes(200) };
    for (let done = 0; done < count; done += 10)
      await writer.append({
        events: Array.from({ length: Math.min(10, count - done) }, () => event),
      });
  };
  return { folder, log, key, audit: path.join(folder, 'audit'), writer, append };
}

/** Opens a log for writing, and recovers it first. */
export function openWriter(
  { log, key }: Pick<LiveLog, 'log' | 'key'>,
  segmentBytes = 65_536,
): Promise<EventLog> {
  const clock = { nowUs: () => Date.now() * 1000 };
  const limits = { segmentBytes };
  return openLog({ dir: log, keyRing: loadKeyRing(key), clock, random: randomBytes, limits });
}

/** Puts a backup in a folder as `lh-bridge store restore` does: the log then says so itself. */
export async function restoreByDeclaration(
  { key }: LiveLog,
  from: string,
  dir: string,
): Promise<void> {
  const clock = { nowUs: () => Date.now() * 1000 };
  const options = { dir, keyRing: loadKeyRing(key), clock, random: randomBytes };
  const { log } = await restoreLog({ ...options, from, reason: 'a drill' });
  await log.close();
}

/** Gives the alerts that a watch with --ndjson has printed so far. */
export function alertsOf(watch: Pick<RunningCli, 'stdout'>): Alert[] {
  const lines = watch.stdout().split('\n').slice(0, -1);
  return lines.map((line) => alertSchema.parse(JSON.parse(line)));
}

/** Waits for an alert about a finding with this code. */
export async function waitForCode(watch: RunningCli, code: string): Promise<Alert> {
  const find = (): Alert | undefined =>
    alertsOf(watch).find(
      (alert) =>
        alert.kind !== 'summary' &&
        (alert.alert.finding.code === code || alert.alert.alsoCodes.includes(code)),
    );
  return waitFor(find, { limitMs: 20_000, what: `an alert ${code} in ${watch.stdout()}` });
}

/** Flips a bit in place, as a failing disk or a hand would. */
export function flipBit(file: string, offset: number): void {
  const bytes = readFileSync(file);
  bytes[offset] = (bytes[offset] ?? 0) ^ 0x10;
  writeFileSync(file, bytes);
}

export function segmentsOf(log: string): string[] {
  const names = readdirSync(log).filter((name) => name.endsWith('.lhseg'));
  return names.toSorted().map((name) => path.join(log, name));
}

/** Everything about the files of a folder that a reader could change. */
export function traceOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .toSorted()
    .map((name) => {
      const { mode, size, mtimeMs, ctimeMs } = statSync(path.join(folder, name));
      return [name, mode, size, mtimeMs, ctimeMs].join(' ');
    });
}
