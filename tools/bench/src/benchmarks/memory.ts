import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@lighthouse/testkit';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Contest } from '../contest.ts';
import { MeasuredServer } from '../host/measured-server.ts';
import { readMemoryBytes } from '../host/process-stat.ts';
import { runAgents, type Agents } from '../load/run-agents.ts';
import { slopeOf } from '../statistics.ts';

const REPEATS = 3;
const FEW = 10;
const MANY = 1000;
/** The same for few and for many: only the number of agents differs. */
const RATE_PER_SECOND = 1000;
const SETTLE_MS = 1500;
const LOOKS = 20;
const LOOK_MS = 50;
const CONNECT_LIMIT_MS = 120_000;
const FIGURE = 'memory';
const LATENESS = 'send delay, p99';
const GROWTH = 'growth of memory in ten minutes';
const MS_PER_MINUTE = 60_000;

/** Ten thousand agents on one thread, each with a command a second. */
const BUSY = { agents: 10_000, perSecond: 10_000, rampSeconds: 10, holdSeconds: 10 };
const BUSY_BYTES_MAX = 150e6;
const LATENESS_MS_MAX = 10;
/**
 * A hundred thousand that mostly do nothing. They share connections: of their own they would need
 * more ports than one address has, and more open files than most machines allow.
 */
const IDLE = { agents: 100_000, perSecond: 1000, rampSeconds: 60, holdSeconds: 20 };
const IDLE_CONNECTIONS = 1000;
const IDLE_BYTES_MAX = 600e6;
/** A run that goes on for long. */
const STEADY = { agents: 1000, perSecond: 2000, seconds: 150, secondsLong: 600 };
/** What the first part of a run still takes: compiled code, buffers of their final size. */
const GROWN_MS = 30_000;
const GROWTH_LOOK_MS = 250;
const GROWTH_BYTES_MAX = 10 << 20;

/** Resident memory of the generator, and how late it sends. */
export const memory: Benchmark = {
  name: 'memory',
  summary: 'memory of lh-run: for each agent, with very many of them, and over a long run',
  prepare: async (around) => {
    const server = await MeasuredServer.start(around.scope, 'answer-server.mjs');
    return [
      perAgent(server, around),
      busy(server, around),
      ...(around.isLong ? [idle(server, around)] : []),
      steady(server, around),
    ];
  },
};

function perAgent(server: MeasuredServer, around: Surroundings): Contest {
  const [few, many] = [FEW, MANY].map((count) => `${count.toLocaleString('en-US')} agents`);
  const contender = (name: string, count: number): Contender => ({
    name,
    measure: async () => {
      const agents = agentsOf(server, count, RATE_PER_SECOND, { holdSeconds: 4 });
      const { bytes } = await measure(agents, server, around);
      return { [FIGURE]: bytes };
    },
  });
  return {
    name: `${RATE_PER_SECOND.toLocaleString('en-US')} commands a second`,
    figures: [{ name: FIGURE, unit: 'bytes' }],
    contenders: [contender(few ?? '', FEW), contender(many ?? '', MANY)],
    comparisons: [
      {
        of: many ?? '',
        to: few ?? '',
        figure: FIGURE,
        differencePer: { count: MANY - FEW, what: 'agent' },
      },
    ],
    repeats: around.repeatsOr(REPEATS),
  };
}

function busy(server: MeasuredServer, around: Surroundings): Contest {
  const { agents, perSecond, rampSeconds, holdSeconds } = BUSY;
  const name = 'lh-run, one thread';
  return {
    name: `${agents.toLocaleString('en-US')} agents, a command a second each`,
    figures: [
      { name: FIGURE, unit: 'bytes' },
      { name: LATENESS, unit: 'ms' },
    ],
    contenders: [
      {
        name,
        measure: async () => {
          const paced = { rampSeconds, holdSeconds, warmupSeconds: rampSeconds + 1 };
          const one = agentsOf(server, agents, perSecond, paced);
          const { bytes, latenessMs } = await measure(one, server, around);
          return { [FIGURE]: bytes, [LATENESS]: latenessMs };
        },
      },
    ],
    comparisons: [
      { of: name, figure: FIGURE, aim: { atMost: BUSY_BYTES_MAX } },
      { of: name, figure: LATENESS, aim: { atMost: LATENESS_MS_MAX } },
    ],
    repeats: around.repeatsOr(REPEATS),
  };
}

function idle(server: MeasuredServer, around: Surroundings): Contest {
  const { agents, perSecond, rampSeconds, holdSeconds } = IDLE;
  const name = 'lh-run, one thread';
  return {
    name: `${agents.toLocaleString('en-US')} agents on shared connections, each sends every 100 s`,
    figures: [{ name: FIGURE, unit: 'bytes' }],
    contenders: [
      {
        name,
        measure: async () => {
          const target = {
            origin: server.origin,
            kind: 'bridge',
            sharedConnections: IDLE_CONNECTIONS,
          } as const;
          const many: Agents = {
            target,
            count: agents,
            ratePerSecond: perSecond,
            rampSeconds,
            holdSeconds,
          };
          const { bytes } = await measure(many, server, around, rampSeconds);
          return { [FIGURE]: bytes };
        },
      },
    ],
    comparisons: [{ of: name, figure: FIGURE, aim: { atMost: IDLE_BYTES_MAX } }],
    repeats: 1,
  };
}

function steady(server: MeasuredServer, around: Surroundings): Contest {
  const { agents, perSecond } = STEADY;
  const seconds = around.isLong ? STEADY.secondsLong : STEADY.seconds;
  const name = 'lh-run';
  return {
    name: `${perSecond.toLocaleString('en-US')} commands a second, for ${seconds} s`,
    figures: [{ name: GROWTH, unit: 'bytes' }],
    contenders: [
      {
        name,
        measure: async () => ({
          [GROWTH]: await growth(
            agentsOf(server, agents, perSecond, { holdSeconds: seconds }),
            around,
          ),
        }),
      },
    ],
    comparisons: [{ of: name, figure: GROWTH, aim: { atMost: GROWTH_BYTES_MAX } }],
    repeats: 1,
  };
}

function agentsOf(
  { origin }: MeasuredServer,
  count: number,
  ratePerSecond: number,
  times: Pick<Agents, 'holdSeconds' | 'rampSeconds' | 'warmupSeconds'>,
): Agents {
  return { target: { origin, kind: 'bridge' }, count, ratePerSecond, ...times };
}

/** Runs to the end; memory once all connections are open, or after the ramp. */
async function measure(
  agents: Agents,
  server: MeasuredServer,
  around: Surroundings,
  rampSeconds?: number,
) {
  const folder = await around.makeFolder();
  const { program, result } = await runAgents(around.scope, folder, agents);
  const isThere = async () => {
    program.requireRunning();
    const { connections, answered } = await server.counts();
    return rampSeconds === undefined ? connections >= agents.count : answered > 0;
  };
  const before = await server.counts();
  await waitFor(
    async () => (await isThere()) && (await server.counts()).answered > before.answered,
    {
      limitMs: CONNECT_LIMIT_MS,
      what: `${agents.count} agents`,
    },
  );
  await sleep(SETTLE_MS + (rampSeconds ?? 0) * 1000);
  const bytes = await largestMemory(program.pid);
  const { counts, generator } = await result();
  await rm(folder, { recursive: true });
  if (counts.fail + counts.info + counts.dropped > 0)
    throw new Error(`not all commands were acknowledged: ${JSON.stringify(counts)}`);
  return { bytes, latenessMs: generator.sendDelayP99 ?? Number.NaN };
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

/** By how many bytes memory grows in ten minutes, by the line through many looks at it. */
async function growth(agents: Agents, around: Surroundings): Promise<number> {
  const folder = await around.makeFolder();
  const { program, result } = await runAgents(around.scope, folder, agents);
  const looks: [minutes: number, bytes: number][] = [];
  const startMs = performance.now();
  const endMs = startMs + agents.holdSeconds * 1000;
  await sleep(GROWN_MS);
  while (performance.now() < endMs) {
    program.requireRunning();
    const bytes = readMemoryBytes(program.pid, 'VmRSS') ?? Number.NaN;
    looks.push([(performance.now() - startMs) / MS_PER_MINUTE, bytes]);
    await sleep(GROWTH_LOOK_MS);
  }
  await result();
  await rm(folder, { recursive: true });
  return slopeOf(looks) * 10;
}
