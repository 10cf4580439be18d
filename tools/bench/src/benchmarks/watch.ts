import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog, NewEvent } from '@lighthouse/event-store';
import { toolBin } from '@lighthouse/testkit';
import { makeEvents, openFreshLog, placeIn } from '../append/fresh-log.ts';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Reading } from '../contest.ts';
import { readProcessStat } from '../host/process-stat.ts';

const REPEATS = 3;
const EVENTS_PER_SECOND = 20_000;
const BATCH_EVENTS = 200;
/** What a watch takes to start is no share of a core: it is told by itself. */
const START_MS = 3000;
const WINDOW_MS = 10_000;
/** Already there when the watch begins: what its sweeps read. */
const BEFORE_EVENTS = 100_000;

const WATCH = 'lh-verify watch';
const RATE = 'events';
const LAG_MAX = 'lag, most';
const LAG_P50 = 'lag, p50';
const CPU_START = 'CPU time of the first 3 s';
const CPU_SHARE = 'share of a core from then on, sweeps included';
const LAG_MS_MAX = 1000;
const CPU_SHARE_MAX = 0.15;

/** A store that takes 20,000 events a second, and a watch beside it that verifies every one. */
export const watch: Benchmark = {
  name: 'watch',
  summary: 'a watch beside a store of 20,000 events a second: how far behind, at what cost',
  prepare: async (around) => [
    {
      name: `${EVENTS_PER_SECOND.toLocaleString('en-US')} events a second`,
      figures: [
        { name: RATE, unit: 'a second' },
        { name: LAG_P50, unit: 'ms' },
        { name: LAG_MAX, unit: 'ms' },
        { name: CPU_START, unit: 'CPU-ms' },
        { name: CPU_SHARE, unit: 'share' },
      ],
      contenders: [watchContender(around)],
      comparisons: [
        { of: WATCH, figure: LAG_MAX, aim: { atMost: LAG_MS_MAX } },
        { of: WATCH, figure: CPU_SHARE, aim: { atMost: CPU_SHARE_MAX } },
      ],
      repeats: around.repeatsOr(REPEATS),
    },
  ],
};

function watchContender({ makeFolder }: Surroundings): Contender {
  return {
    name: WATCH,
    measure: async (): Promise<Reading> => {
      const place = placeIn(await makeFolder());
      const log = await openFreshLog(place);
      const events = makeEvents(BATCH_EVENTS);
      for (let done = 0; done < BEFORE_EVENTS; done += BATCH_EVENTS) await log.append({ events });
      const audit = path.join(path.dirname(place.dir), 'audit');
      const args = [place.dir, '--key', place.keyRing, '--audit', audit, '--json'];
      // The first sweep as slow as the others: its share is part of what is measured.
      const child = spawn(
        process.execPath,
        [toolBin('lh-verify'), 'watch', ...args, '--first-sweep-share', '5'],
        { stdio: ['ignore', 'pipe', 'ignore'] },
      );
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
      const end = new Promise((resolve) => child.once('close', resolve));
      await appendAtRate(log, events, START_MS);
      const began = readProcessStat(child.pid ?? 0)?.cpuMs;
      const { count, elapsedMs } = await appendAtRate(log, events, WINDOW_MS);
      const ended = readProcessStat(child.pid ?? 0)?.cpuMs;
      child.kill('SIGINT');
      await end;
      await log.close();
      return {
        [RATE]: (count / elapsedMs) * 1000,
        ...lagOf(stdout),
        ...(began !== undefined && { [CPU_START]: began }),
        ...(began !== undefined &&
          ended !== undefined && { [CPU_SHARE]: (ended - began) / elapsedMs }),
      };
    },
  };
}

async function appendAtRate(
  log: EventLog,
  events: readonly NewEvent[],
  windowMs: number,
): Promise<{ readonly count: number; readonly elapsedMs: number }> {
  const startMs = performance.now();
  let count = 0;
  while (performance.now() - startMs < windowMs) {
    await log.append({ events });
    count += events.length;
    const dueMs = (count / EVENTS_PER_SECOND) * 1000 - (performance.now() - startMs);
    if (dueMs > 1) await sleep(dueMs);
  }
  return { count, elapsedMs: performance.now() - startMs };
}

/** What the watch itself says of its lag, from its start on. */
function lagOf(stdout: string): Reading {
  const { follow, findings } = JSON.parse(stdout) as {
    readonly follow: {
      readonly lagMs: { readonly p50: number | null; readonly max: number | null };
    };
    readonly findings: { readonly openCount: number };
  };
  const { p50, max } = follow.lagMs;
  if (p50 === null || max === null || findings.openCount > 0)
    throw new Error('a watch that verified nothing, or accused a log that nobody touched');
  return { [LAG_P50]: p50, [LAG_MAX]: max };
}
