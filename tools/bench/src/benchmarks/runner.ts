import { rm } from 'node:fs/promises';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Contest, Reading } from '../contest.ts';
import { MeasuredServer } from '../host/measured-server.ts';
import { startAutocannon, startUndici } from '../load/client-programs.ts';
import { measureLoad, type Load, type LoadTask } from '../load/measure-load.ts';
import { runAgents } from '../load/run-agents.ts';
import type { BackgroundProgram } from '../host/background-program.ts';

const REPEATS = 5;
const CONNECTIONS = [100, 1000];

const RUNNER = 'lh-run';
const UNDICI = 'bare undici';
const AUTOCANNON = 'autocannon';
const RATE = 'requests';
const EFFICIENCY = 'requests for its CPU time';
const RATE_SHARE_MIN = 0.85;

/** Shares of what the bare client has just reached that lh-run is asked for, until it holds one. */
const SHARES_ASKED = [0.95, 0.85, 0.75, 0.65, 0.5, 0.35, 0.2, 0.1, 0.05];
/** A rate of which less is reached is not held. */
const SHARE_HELD_MIN = 0.99;
/** Agents start before the measured time, and go on until after it. */
const HOLD_SECONDS = 3;

/**
 * What plan, pacing, signatures, history and histograms cost on top of the client. lh-run sends at
 * a rate, whatever the server does, so its figure is the highest rate that it holds.
 */
export const runner: Benchmark = {
  name: 'runner',
  summary: 'requests of lh-run, bare undici and autocannon to the same server',
  prepare: async (around) => {
    const server = await MeasuredServer.start(around.scope, 'answer-server.mjs');
    return CONNECTIONS.map((connections) => contestOf(connections, server, around));
  },
};

function contestOf(connections: number, server: MeasuredServer, around: Surroundings): Contest {
  const { scope } = around;
  const task = { server, connections };
  let undiciPerSecond = Number.NaN;
  return {
    name: `${connections.toLocaleString('en-US')} connections`,
    figures: [
      { name: RATE, unit: 'a second' },
      { name: EFFICIENCY, unit: 'a CPU-second' },
    ],
    contenders: [
      clientContender(UNDICI, {
        task,
        start: () => startUndici(scope, task),
        onLoad: ({ perSecond }) => (undiciPerSecond = perSecond),
      }),
      clientContender(AUTOCANNON, { task, start: () => startAutocannon(scope, task) }),
      {
        name: RUNNER,
        measure: async () => readingOf(await highestHeld(undiciPerSecond, task, around)),
      },
    ],
    comparisons: [
      { of: RUNNER, to: UNDICI, figure: RATE, aim: { atLeast: RATE_SHARE_MIN } },
      { of: RUNNER, to: UNDICI, figure: EFFICIENCY },
      { of: RUNNER, to: AUTOCANNON, figure: EFFICIENCY },
    ],
    repeats: around.repeatsOr(REPEATS),
  };
}

function clientContender(
  name: string,
  client: {
    readonly task: LoadTask;
    readonly start: () => BackgroundProgram;
    readonly onLoad?: (load: Load) => void;
  },
): Contender {
  return {
    name,
    measure: async () => {
      const program = client.start();
      const load = await measureLoad(program, client.task);
      await program.kill();
      client.onLoad?.(load);
      return readingOf(load);
    },
  };
}

/** Asks lh-run for less and less, until it does what it is asked for. */
async function highestHeld(
  perSecondMax: number,
  task: LoadTask,
  around: Surroundings,
): Promise<Load> {
  for (const share of SHARES_ASKED) {
    const asked = Math.round(perSecondMax * share);
    const load = await measureAgents(asked, task, around);
    if (load.perSecond >= asked * SHARE_HELD_MIN) return load;
  }
  throw new Error(
    `lh-run held no rate, down to ${SHARES_ASKED.at(-1)} of ${perSecondMax} a second`,
  );
}

async function measureAgents(
  ratePerSecond: number,
  { server, connections }: LoadTask,
  { scope, makeFolder }: Surroundings,
): Promise<Load> {
  const folder = await makeFolder();
  const agents = { count: connections, ratePerSecond, holdSeconds: HOLD_SECONDS };
  const { program, result } = await runAgents(scope, folder, { ...agents, origin: server.origin });
  const load = await measureLoad(program, { server, connections });
  await result();
  await rm(folder, { recursive: true });
  return load;
}

function readingOf({ perSecond, perCpuSecond }: Load): Reading {
  return { [RATE]: perSecond, [EFFICIENCY]: perCpuSecond };
}
