import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { formatDuration } from '@lighthouse/cli-kit/format';
import type { Injection } from '../../faults/injection.ts';
import { Burden, END_WITH_INPUT } from './burden.ts';

const WRITERS = 4;
const SYNCS = 8;
const FULL_SPEED_MS = 300;
/** Making a small write durable must take so many times as long. */
const SLOWER_MIN = 1.5;
const SCRIPT = `${END_WITH_INPUT}
const fs = require('node:fs');
const file = process.argv[1] + process.pid;
const fd = fs.openSync(file, 'w');
fs.unlinkSync(file);
const block = Buffer.alloc(4 << 20, 1);
const work = () => { fs.write(fd, block, 0, block.length, 0, () => fs.fdatasync(fd, () => setImmediate(work))); };
process.stdout.write('.'); work();`;

/**
 * Lets other processes write to the disk of the log and make it durable without pause: the bridge
 * has to wait for its turn. Their files have no name, so that nothing is left of them.
 */
export function slowDisk(folder: string): Injection {
  const burden = new Burden();
  let beforeMs = Number.NaN;
  let duringMs = Number.NaN;
  return {
    probe: `time to write 4 KiB durably in the folder of the run, median of ${SYNCS}`,
    look: async (stage) => {
      const ms = await syncMs(path.join(folder, '.disk-probe'));
      if (stage === 'before') beforeMs = ms;
      if (stage === 'during') duringMs = ms;
      return formatDuration(ms);
    },
    inject: async () => {
      await burden.start(SCRIPT, WRITERS, [path.join(folder, '.disk-writer-')]);
      // Until what they wrote has reached the disk, nobody has to wait for it.
      await delay(FULL_SPEED_MS);
    },
    heal: () => burden.end(),
    whyUnseen: () =>
      duringMs >= SLOWER_MIN * beforeMs
        ? undefined
        : `the disk was not slower: ${formatDuration(duringMs)} after ${formatDuration(beforeMs)}`,
  };
}

async function syncMs(name: string): Promise<number> {
  const file = await open(name, 'w');
  try {
    const block = Buffer.alloc(4096, 1);
    const times: number[] = [];
    for (let sync = 0; sync < SYNCS; sync++) {
      const startMs = performance.now();
      await file.write(block, 0, block.length, 0);
      await file.datasync();
      times.push(performance.now() - startMs);
    }
    return times.toSorted((one, other) => one - other)[SYNCS / 2] ?? 0;
  } finally {
    await file.close();
    await rm(name, { force: true });
  }
}
