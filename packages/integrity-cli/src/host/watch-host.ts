import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import type { FileMark } from '@lighthouse/event-store/follow';
import { watchClock } from './watch-clock.ts';
import { SweepThread } from './sweep-thread.ts';
import type { WatchHost } from '../watch/watch-command.ts';

/** This machine, for a tool whose built files stand in `dist`. */
export function createWatchHost(tool: WatchHost['tool'], dist: URL): WatchHost {
  return {
    tool,
    clock: watchClock,
    random: (count) => randomBytes(count),
    chance: () => Math.random(),
    markOf,
    figures: () => {
      const { user, system } = process.cpuUsage();
      return {
        cpuSeconds: (user + system) / 1e6,
        residentBytes: process.memoryUsage.rss(),
      };
    },
    makeFolder: () => fs.mkdtempSync(path.join(os.tmpdir(), 'lh-verify-watch-')),
    createSweeper: () => new SweepThread(new URL('lh-verify-sweep.mjs', dist)),
    page: () => fs.readFileSync(new URL('status.html', dist), 'utf8'),
  };
}

/** What starts this tool once more. */
export function selfProgram(): readonly [string, ...string[]] {
  return [process.execPath, process.argv[1] ?? ''];
}

/** Who runs this. */
export function userName(): string {
  try {
    return os.userInfo().username;
  } catch {
    return 'unknown';
  }
}

function markOf(file: string): FileMark | undefined {
  const stat = fs.statSync(file, { bigint: true, throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  return {
    inode: `${stat.dev}:${stat.ino}`,
    size: Number(stat.size),
    modifiedNs: String(stat.mtimeNs),
    changedNs: String(stat.ctimeNs),
  };
}
