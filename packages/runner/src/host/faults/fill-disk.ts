import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { promisify } from 'node:util';
import { formatBytes, formatCount } from '@lighthouse/cli-kit/format';
import type { Injection, Unavailable } from '../../faults/injection.ts';
import type { BridgeControl } from '../../run/target.ts';
import { livingBridge, readProc, waitUntil } from './process-state.ts';

const run = promisify(execFile);
/** The bridge's own output must go on for a while. */
const OUTPUT_ROOM_BYTES = 4096;
const BYTES_MIN = 8192;
const ANSWERS_LIMIT_MS = 2500;

/**
 * Lets the kernel refuse what would make a file of the bridge longer than it may be (RLIMIT_FSIZE,
 * set from outside by prlimit): writing the log fails as on a full disk. Nothing else on the
 * machine is touched.
 */
export async function fillDisk(
  bridge: BridgeControl,
  refusals: () => number,
): Promise<Injection | Unavailable> {
  try {
    await run('prlimit', ['--version']);
  } catch {
    return { unavailable: 'prlimit (util-linux) is not installed' };
  }
  let pid: number | undefined;
  let refusedBefore = 0;
  let refused = 0;
  const limit = () => /^Max file size +(\S+)/m.exec(readProc(`/proc/${bridge.pid()}/limits`) ?? '');
  const limitText = () => {
    const bytes = limit()?.[1] ?? 'unknown';
    return `files up to ${/^\d+$/.test(bytes) ? formatBytes(Number(bytes)) : bytes}`;
  };
  const setLimit = (soft: string) => run('prlimit', ['--pid', String(pid), `--fsize=${soft}:`]);
  return {
    probe: 'the limit in /proc, and answers that the disk is full',
    look: async (stage) => {
      if (stage === 'before') refusedBefore = refusals();
      // Threads tell once a second what they were answered.
      if (stage === 'after') await waitUntil(() => refusals() > refusedBefore, ANSWERS_LIMIT_MS);
      refused = refusals() - refusedBefore;
      return limitText();
    },
    inject: async () => {
      pid = await livingBridge(bridge);
      const output = statSync(bridge.outputFile).size + OUTPUT_ROOM_BYTES;
      await setLimit(String(Math.max(BYTES_MIN, output)));
    },
    heal: async () => {
      if (pid === undefined || bridge.pid() !== pid) return;
      await setLimit('unlimited');
    },
    summary: () => `${formatCount(refused)} answers DISK_FULL`,
    whyUnseen: () =>
      refused > 0 ? undefined : 'no answer said that the disk is full: what was written had room',
  };
}
