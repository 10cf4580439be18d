import type { Benchmark } from '../benchmark.ts';
import type { Contender } from '../contest.ts';
import { fillLog, type FilledLog } from '../store/filled-log.ts';
import { openStore } from '../store/open-store.ts';

const REPEATS = 5;
const EVENTS = 1_000_000;
const EVENTS_LONG = 10_000_000;
/** The shorter log that opening is compared with is so many times shorter. */
const SHORTER = 10;
const TIME = 'time';
const CPU_TIME = 'CPU time';
const MEMORY = 'peak memory';
const MS_MAX = 1000;
const MEMORY_BYTES_MAX = 300e6;

/** Opening must not get slower as a log gets longer: against a log of a tenth of its length. */
export const open: Benchmark = {
  name: 'open',
  summary: 'opening a long log (of 10 million events with --long), against one a tenth as long',
  prepare: async ({ makeFolder, isLong, repeatsOr }) => {
    const count = isLong ? EVENTS_LONG : EVENTS;
    const [folder, shorter] = [await makeFolder(), await makeFolder()];
    const logs = [await fillLog(folder, count), await fillLog(shorter, count / SHORTER)] as const;
    const [of, to] = [nameOf(logs[0]), nameOf(logs[1])];
    return [
      {
        name: of,
        figures: [
          { name: TIME, unit: 'ms' },
          { name: CPU_TIME, unit: 'CPU-ms' },
          { name: MEMORY, unit: 'bytes' },
        ],
        contenders: logs.map(contender),
        comparisons: [
          { of, to, figure: TIME },
          { of, figure: TIME, aim: { atMost: MS_MAX } },
          { of, figure: MEMORY, aim: { atMost: MEMORY_BYTES_MAX } },
        ],
        repeats: repeatsOr(REPEATS),
      },
    ];
  },
};

function contender(log: FilledLog): Contender {
  return {
    name: nameOf(log),
    measure: async () => {
      const { ms, cpuMs, peakBytes } = await openStore(log, []);
      return { [TIME]: ms, [CPU_TIME]: cpuMs, [MEMORY]: peakBytes };
    },
  };
}

function nameOf({ eventCount }: FilledLog): string {
  return `a log of ${eventCount.toLocaleString('en-US')} events`;
}
