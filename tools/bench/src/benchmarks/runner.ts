import { rm } from 'node:fs/promises';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Contest, Reading } from '../contest.ts';
import type { BackgroundProgram } from '../host/background-program.ts';
import { MeasuredServer } from '../host/measured-server.ts';
import { startAutocannon, startUndici } from '../load/client-programs.ts';
import { measureLoad, type Load, type LoadTask } from '../load/measure-load.ts';
import { runAgents, type AgentsTarget } from '../load/run-agents.ts';

const REPEATS = 5;
const CONNECTIONS = [100, 1000];

const RUNNER = 'lh-run';
const SIGNED = 'lh-run, signed commands';
const PACED = 'lh-run, signed commands at a rate';
const UNDICI = 'bare undici';
const AUTOCANNON = 'autocannon';
const RATE = 'requests';
const EFFICIENCY = 'requests for its CPU time';
const UNDICI_SHARE_MIN = 0.85;

/** Shares of what the bare client has just reached that lh-run is asked for, until it holds one. */
const SHARES_ASKED = [1.1, 0.95, 0.85, 0.75, 0.65, 0.5, 0.35, 0.2, 0.1, 0.05];
/** A rate of which less is reached is not held. */
const SHARE_HELD_MIN = 0.99;
/** Agents start before the measured time, and go on until after it. */
const HOLD_SECONDS = 3;

/**
 * What plan, history and histograms cost on top of a client. Every client has one connection an
 * agent and asks again as soon as it is answered, with the same bytes. Signed commands are all
 * different: making, signing and digesting them comes on top. At a rate, whatever the server does,
 * the figure is the highest rate that is held (`--long`).
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
  const { origin } = server;
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
      agentsContender(RUNNER, { origin, kind: 'plain' }, task, around),
      agentsContender(SIGNED, { origin, kind: 'bridge' }, task, around),
      ...(around.isLong
        ? [
            {
              name: PACED,
              measure: async () => readingOf(await highestHeld(undiciPerSecond, task, around)),
            },
          ]
        : []),
    ],
    comparisons: [
      { of: RUNNER, to: UNDICI, figure: RATE, aim: { atLeast: UNDICI_SHARE_MIN } },
      { of: RUNNER, to: UNDICI, figure: EFFICIENCY, aim: { atLeast: UNDICI_SHARE_MIN } },
      { of: RUNNER, to: AUTOCANNON, figure: EFFICIENCY, aim: { atLeast: 1 } },
      { of: SIGNED, to: UNDICI, figure: EFFICIENCY },
      { of: SIGNED, to: AUTOCANNON, figure: EFFICIENCY },
      ...(around.isLong ? [{ of: PACED, to: UNDICI, figure: RATE }] : []),
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

function agentsContender(
  name: string,
  target: AgentsTarget,
  task: LoadTask,
  around: Surroundings,
): Contender {
  return { name, measure: async () => readingOf(await measureAgents({ target }, task, around)) };
}

/** Asks lh-run for less and less, until it does what it is asked for. */
async function highestHeld(
  perSecondMax: number,
  task: LoadTask,
  around: Surroundings,
): Promise<Load> {
  const target = { origin: task.server.origin, kind: 'bridge' } as const;
  for (const share of SHARES_ASKED) {
    const ratePerSecond = Math.round(perSecondMax * share);
    const load = await measureAgents({ target, ratePerSecond }, task, around);
    if (load.perSecond >= ratePerSecond * SHARE_HELD_MIN) return load;
  }
  throw new Error(
    `lh-run held no rate, down to ${SHARES_ASKED.at(-1)} of ${perSecondMax} a second`,
  );
}

async function measureAgents(
  load: { readonly target: AgentsTarget; readonly ratePerSecond?: number },
  { server, connections }: LoadTask,
  { scope, makeFolder }: Surroundings,
): Promise<Load> {
  const folder = await makeFolder();
  const agents = { ...load, count: connections, holdSeconds: HOLD_SECONDS };
  const { program, result } = await runAgents(scope, folder, agents);
  const measured = await measureLoad(program, { server, connections });
  await result();
  await rm(folder, { recursive: true });
  return measured;
}

function readingOf({ perSecond, perCpuSecond }: Load): Reading {
  return { [RATE]: perSecond, [EFFICIENCY]: perCpuSecond };
}
