import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  readdirSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Random } from '@lighthouse/agent-sim';
import { formatBytes, formatDuration } from '@lighthouse/cli-kit/format';
import type { Injection, Unavailable } from '../../faults/injection.ts';
import type { LogWatch } from '../log-watch.ts';

const SEGMENT = /^\d{20}\.lhseg$/;

/**
 * Turns over bytes of a segment that the bridge has closed, on the disk and behind its back, and
 * puts them back later. The watcher of the log must find it meanwhile; it is not told.
 */
export function corruptSegment(
  options: { readonly logDir: string; readonly bytes: number; readonly seed: number },
  watch: LogWatch,
): Injection | Unavailable {
  const closed = closedSegments(options.logDir);
  const random = new Random().seed(options.seed);
  const name = closed[random.below(closed.length)];
  if (name === undefined)
    return { unavailable: 'the log has no closed segment yet: nothing in it is cold' };
  const file = path.join(options.logDir, name);
  let damage: { readonly at: number; readonly was: Buffer } | undefined;
  let since = Number.NaN;
  let found: number | undefined;
  const restore = () => {
    if (damage !== undefined) write(file, damage.at, damage.was);
    damage = undefined;
  };
  return {
    probe: `bytes of ${name}, read back; and the watcher of the log`,
    look: async (stage) => {
      if (stage !== 'during') return watch.text();
      return damage === undefined
        ? 'nothing was changed'
        : `${formatBytes(damage.was.length)} changed`;
    },
    inject: async () => {
      process.once('exit', restore);
      watch.damage(name);
      damage = flip(file, options.bytes, random);
      since = watch.nowMs();
    },
    heal: async () => {
      // What is found only by now is found in time as well.
      found ??= watch.foundAfter(since, name);
      restore();
      process.off('exit', restore);
      watch.mend(name);
    },
    detected: () => (found === undefined ? undefined : found - since),
    summary: () =>
      found === undefined
        ? 'not found by the watcher'
        : `found by the watcher after ${formatDuration(found - since)}`,
    whyUnseen: () => (Number.isNaN(since) ? 'nothing was changed' : undefined),
  };
}

function closedSegments(logDir: string): string[] {
  const segments = readdirSync(logDir).filter((name) => SEGMENT.test(name));
  return segments.toSorted().slice(0, -1);
}

/** Flips one bit each of so many neighbouring bytes in the second half of a file. */
function flip(file: string, count: number, random: Random) {
  const fd = openSync(file, 'r');
  try {
    const { size } = fstatSync(fd);
    const at = Math.floor(size / 2) + random.below(Math.max(1, Math.floor(size / 2) - count));
    const was = Buffer.alloc(Math.min(count, size - at));
    readSync(fd, was, 0, was.length, at);
    write(file, at, Buffer.from(was.map((byte) => byte ^ (1 << random.below(8)))));
    return { at, was };
  } finally {
    closeSync(fd);
  }
}

function write(file: string, at: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+');
  try {
    writeSync(fd, bytes, 0, bytes.length, at);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
}
