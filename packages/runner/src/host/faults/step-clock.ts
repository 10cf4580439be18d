import { existsSync, renameSync, writeFileSync } from 'node:fs';
import process from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '@lighthouse/cli-kit/format';
import type { Injection, Unavailable } from '../../faults/injection.ts';
import type { BridgeControl } from '../../run/target.ts';

const LIBRARIES = [
  `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/faketime/libfaketime.so.1`,
  '/usr/lib64/faketime/libfaketime.so.1',
  '/usr/lib/faketime/libfaketime.so.1',
  '/usr/local/lib/faketime/libfaketime.so.1',
];
const SEEN_SHARE = 0.5;
const LOOKS = 12;
const LOOK_MS = 250;

/** The library that gives a process another clock, if it is installed. */
export function findFakeClock(): string | undefined {
  return LIBRARIES.find((file) => existsSync(file));
}

/** What a process needs in its environment so that its clock follows a file. */
export function fakeClockEnv(library: string, file: string): Readonly<Record<string, string>> {
  writeFileSync(file, '+0\n');
  return {
    LD_PRELOAD: library,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_NO_CACHE: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
  };
}

/** Sets the bridge's clock forward or back; its monotonic clock goes on as it did. */
export function stepClock(
  bridge: BridgeControl,
  stepMs: number,
  clocks: { readonly bridge: () => Promise<number>; readonly own: () => number },
): Injection | Unavailable {
  const { clockFile } = bridge;
  if (clockFile === undefined)
    return { unavailable: 'libfaketime is not installed, and only it can change one clock' };
  const offsets = { before: Number.NaN, during: Number.NaN, after: Number.NaN };
  const setOffset = (ms: number) => {
    writeFileSync(`${clockFile}.new`, `${ms < 0 ? '-' : '+'}${Math.abs(ms) / 1000}\n`);
    renameSync(`${clockFile}.new`, clockFile);
  };
  return {
    probe: "the date in the bridge's answers, beside our own clock",
    look: async (stage) => {
      const isThere = () =>
        stage === 'before' || Math.abs(offsets[stage] - aimMs) < SEEN_SHARE * Math.abs(stepMs);
      const aimMs = stage === 'during' ? offsets.before + stepMs : offsets.before;
      // A server keeps the date of its answers for a second, and it is in whole seconds.
      for (let look = 0; look === 0 || (look < LOOKS && !isThere()); look++) {
        if (look > 0) await delay(LOOK_MS);
        offsets[stage] = (await clocks.bridge()) - clocks.own();
      }
      const ms = Math.round(offsets[stage] / 1000) * 1000;
      if (ms === 0) return 'the same second';
      return `${formatDuration(Math.abs(ms))} ${ms < 0 ? 'behind' : 'ahead'}`;
    },
    inject: async () => setOffset(stepMs),
    heal: async () => setOffset(0),
    whyUnseen: () => {
      const moved = (offsets.during - offsets.before) / stepMs;
      return moved >= SEEN_SHARE ? undefined : 'the date in its answers did not follow';
    },
  };
}
