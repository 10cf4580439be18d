import { spawn } from 'node:child_process';
import path from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { toolBin } from '@lighthouse/testkit';
import { makeEvents, openFreshLog, placeIn } from '../append/fresh-log.ts';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Reading } from '../contest.ts';

const REPEATS = 3;
const EVENTS_PER_SECOND = 20_000;
const BATCH_EVENTS = 200;
const WINDOW_MS = 8000;
/** Already there when the watch begins: what its sweeps read. */
const BEFORE_EVENTS = 100_000;

const WATCH = 'lh-verify watch';
const RATE = 'events';
const LAG_MAX = 'lag, most';
const LAG_P50 = 'lag, p50';
const CPU_SHARE = 'share of a core, first sweep included';
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
      const startMs = performance.now();
      let count = 0;
      while (performance.now() - startMs < WINDOW_MS) {
        await log.append({ events });
        count += BATCH_EVENTS;
        const dueMs = (count / EVENTS_PER_SECOND) * 1000 - (performance.now() - startMs);
        if (dueMs > 1) await sleep(dueMs);
      }
      const elapsedMs = performance.now() - startMs;
      child.kill('SIGINT');
      await end;
      await log.close();
      return readingOf(stdout, count, elapsedMs);
    },
  };
}

/** Only what the watch itself says of its lag; its processor time is the system's word. */
function readingOf(stdout: string, count: number, elapsedMs: number): Reading {
  const {
    follow,
    process: used,
    findings,
  } = JSON.parse(stdout) as {
    readonly follow: {
      readonly lagMs: { readonly p50: number | null; readonly max: number | null };
    };
    readonly process: { readonly cpuSeconds: number };
    readonly findings: { readonly openCount: number };
  };
  const { p50, max } = follow.lagMs;
  if (p50 === null || max === null || findings.openCount > 0)
    throw new Error('a watch that verified nothing, or accused a log that nobody touched');
  return {
    [RATE]: (count / elapsedMs) * 1000,
    [LAG_P50]: p50,
    [LAG_MAX]: max,
    [CPU_SHARE]: (used.cpuSeconds * 1000) / elapsedMs,
  };
}
