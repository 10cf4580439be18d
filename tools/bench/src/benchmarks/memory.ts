import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@lighthouse/testkit';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender } from '../contest.ts';
import { MeasuredServer } from '../host/measured-server.ts';
import { readMemoryBytes } from '../host/process-stat.ts';
import { runAgents } from '../load/run-agents.ts';

const REPEATS = 5;
const FEW = 10;
const MANY = 1000;
const MANY_LONG = 10_000;
/** The same for few and for many: only the number of agents differs. */
const RATE_PER_SECOND = 1000;
const HOLD_SECONDS = 4;
const SETTLE_MS = 1500;
const LOOKS = 20;
const LOOK_MS = 50;
const CONNECT_LIMIT_MS = 60_000;
const FIGURE = 'memory';
/** Ten thousand agents on one thread. */
const MEMORY_BYTES_MAX_LONG = 150e6;

/** Resident memory of the generator under the same load from few agents and from many. */
export const memory: Benchmark = {
  name: 'memory',
  summary: 'memory of lh-run per agent, under the same load from few agents and from many',
  prepare: async (around) => {
    const server = await MeasuredServer.start(around.scope, 'answer-server.mjs');
    const counts = [FEW, MANY, ...(around.isLong ? [MANY_LONG] : [])];
    return [
      {
        name: `${RATE_PER_SECOND.toLocaleString('en-US')} commands a second`,
        figures: [{ name: FIGURE, unit: 'bytes' }],
        contenders: counts.map((count) => contender(count, server, around)),
        comparisons: [
          ...counts.slice(1).map((count) => ({
            of: nameOf(count),
            to: nameOf(FEW),
            figure: FIGURE,
            differencePer: {
              count: count - FEW,
              what: 'agent',
            },
          })),
          ...(around.isLong
            ? [
                {
                  of: nameOf(MANY_LONG),
                  figure: FIGURE,
                  aim: { atMost: MEMORY_BYTES_MAX_LONG },
                },
              ]
            : []),
        ],
        repeats: around.repeatsOr(REPEATS),
      },
    ];
  },
};

function nameOf(count: number): string {
  return `${count.toLocaleString('en-US')} agents`;
}

function contender(count: number, server: MeasuredServer, around: Surroundings): Contender {
  return {
    name: nameOf(count),
    measure: async () => {
      const folder = await around.makeFolder();
      const { program, result } = await runAgents(around.scope, folder, {
        origin: server.origin,
        count,
        holdSeconds: HOLD_SECONDS,
        ratePerSecond: RATE_PER_SECOND,
      });
      await waitFor(
        async () => {
          program.requireRunning();
          return (await server.counts()).connections >= count;
        },
        { limitMs: CONNECT_LIMIT_MS, what: `${count} connections` },
      );
      await sleep(SETTLE_MS);
      const bytes = await largestMemory(program.pid);
      const { counts } = await result();
      await rm(folder, { recursive: true });
      if (counts.fail + counts.info + counts.dropped > 0)
        throw new Error(`not all commands were acknowledged: ${JSON.stringify(counts)}`);
      return { [FIGURE]: bytes };
    },
  };
}

/** Garbage comes and goes: the largest of several looks counts. */
async function largestMemory(pid: number): Promise<number> {
  let largest = 0;
  for (let look = 0; look < LOOKS; look++) {
    largest = Math.max(largest, readMemoryBytes(pid, 'VmRSS') ?? Number.NaN);
    await sleep(LOOK_MS);
  }
  return largest;
}
