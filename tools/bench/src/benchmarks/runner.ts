import { rm } from 'node:fs/promises';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Contest, Reading } from '../contest.ts';
import { MeasuredServer } from '../host/measured-server.ts';
import { startAutocannon, startUndici, type ClientTask } from '../load/client-programs.ts';
import { measureLoad, type Load } from '../load/measure-load.ts';
import { runAgents } from '../load/run-agents.ts';
import type { BackgroundProgram } from '../host/background-program.ts';

const REPEATS = 5;
const CONNECTIONS = [100, 1000];

const RUNNER = 'lh-run';
const UNDICI = 'bare undici';
const AUTOCANNON = 'autocannon';
const RATE = 'requests';
const EFFICIENCY = 'requests for its CPU time';
const SHARE_REACHED = 'share of the rate asked for';
const LATENESS = 'sent late, p99';

/** lh-run is asked for this share of what the bare client has just reached: what it is meant to hold. */
const SHARE_ASKED = 0.75;
/** Its agents start before the measured time, and go on until after it. */
const HOLD_SECONDS = 3;
const SHARE_REACHED_MIN = 0.99;
const LATENESS_MS_MAX = 10;

/**
 * What plan, pacing, signatures, history and histograms cost on top of the client. lh-run keeps to a rate whatever the server does, so
 * it is compared by what it does for its CPU time, and by whether it holds the rate.
 */
export const runner: Benchmark = {
  name: 'runner',
  summary: 'requests of lh-run, bare undici and autocannon to the same server',
  prepare: async (surroundings) => {
    const server = await MeasuredServer.start(surroundings.scope, 'answer-server.mjs');
    return CONNECTIONS.map((connections) => contestOf(connections, server, surroundings));
  },
};

function contestOf(connections: number, server: MeasuredServer, around: Surroundings): Contest {
  const task = { origin: server.origin, connections };
  let undiciPerSecond = 0;
  return {
    name: `${connections.toLocaleString('en-US')} connections`,
    figures: [
      { name: RATE, unit: 'a second' },
      { name: EFFICIENCY, unit: 'a CPU-second' },
      { name: SHARE_REACHED, unit: 'share' },
      { name: LATENESS, unit: 'ms' },
    ],
    contenders: [
      clientContender(UNDICI, {
        server,
        connections,
        start: () => startUndici(around.scope, task),
        onLoad: ({ perSecond }) => (undiciPerSecond = perSecond),
      }),
      clientContender(AUTOCANNON, {
        server,
        connections,
        start: () => startAutocannon(around.scope, task),
      }),
      runnerContender(task, {
        server,
        around,
        ratePerSecond: () => Math.round(undiciPerSecond * SHARE_ASKED),
      }),
    ],
    comparisons: [
      { of: RUNNER, to: UNDICI, figure: EFFICIENCY, aim: { atLeast: 0.75 } },
      { of: RUNNER, to: AUTOCANNON, figure: EFFICIENCY },
      { of: RUNNER, figure: SHARE_REACHED, aim: { atLeast: SHARE_REACHED_MIN } },
      { of: RUNNER, figure: LATENESS, aim: { atMost: LATENESS_MS_MAX } },
    ],
    repeats: around.repeatsOr(REPEATS),
  };
}

function clientContender(
  name: string,
  client: {
    readonly server: MeasuredServer;
    readonly connections: number;
    readonly start: () => BackgroundProgram;
    readonly onLoad?: (load: Load) => void;
  },
): Contender {
  return {
    name,
    measure: async () => {
      const program = client.start();
      const load = await measureLoad(program, client);
      await program.kill();
      client.onLoad?.(load);
      return readingOf(load);
    },
  };
}

function runnerContender(
  { origin, connections }: ClientTask,
  parts: {
    readonly server: MeasuredServer;
    readonly around: Surroundings;
    readonly ratePerSecond: () => number;
  },
): Contender {
  const { server, around } = parts;
  return {
    name: RUNNER,
    measure: async () => {
      const folder = await around.makeFolder();
      const ratePerSecond = parts.ratePerSecond();
      const agents = { origin, count: connections, ratePerSecond, holdSeconds: HOLD_SECONDS };
      const { program, result } = await runAgents(around.scope, folder, agents);
      const load = await measureLoad(program, { server, connections });
      const { generator } = await result();
      await rm(folder, { recursive: true });
      return {
        ...readingOf(load),
        [SHARE_REACHED]: load.perSecond / ratePerSecond,
        ...(generator.sendDelayP99 !== null && { [LATENESS]: generator.sendDelayP99 }),
      };
    },
  };
}

function readingOf({ perSecond, perCpuSecond }: Load): Reading {
  return { [RATE]: perSecond, [EFFICIENCY]: perCpuSecond };
}
