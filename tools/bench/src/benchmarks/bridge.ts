import process from 'node:process';
import { findPostgres, toolBin } from '@lighthouse/testkit';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Contest, SkippedContest } from '../contest.ts';
import { entryPath } from '../host/entries.ts';
import { MeasuredServer } from '../host/measured-server.ts';
import { makePin, type Pin } from '../host/pinned.ts';
import { startPostgres } from '../host/postgres.ts';
import { childrenOf } from '../host/process-stat.ts';
import { runProgram } from '../host/run-program.ts';
import { startBridge } from '../load/bridge.ts';
import type { AgentClientAnswer, AgentClientOptions } from '../processes/agent-client.ts';
import { floodContest } from './bridge-flood.ts';
import { inboxContest } from './bridge-inboxes.ts';

const REPEATS = 5;
const CONNECTIONS = [10, 100, 1000];
const CONNECTIONS_LONG = 10_000;
const WARM_UP_MS = 600;
const WINDOW_MS = 800;
/** The first commands of a server take several times as long as all others. */
const COLD = { agents: 100, warmUpMs: 5000, windowMs: 100 };
/**
 * Very many agents wait for seconds until each was answered once: both the warm-up and the window
 * take longer than that, also on a slow machine.
 */
const LONG_FACTOR = 25;

const BRIDGE = 'lh-bridge';
const BARE = 'fastify, no log';
const TABLE = 'fastify, PostgreSQL';
const RATE = 'commands';
const MEDIAN = 'latency, p50';
const TAIL = 'latency, p99';
const CPU_TIME = "server's CPU time a command";
const RATE_SHARE_MIN = 0.5;

interface Target {
  readonly name: string;
  readonly origin: string;
  readonly enrolToken: string;
  /** Of all processes of the server, as they are now. */
  readonly pids: () => readonly number[];
}

/**
 * Signed commands, each answered when it is durable, with the server on one CPU and the load on the
 * others: against the same framework that answers the same routes, checks no signature and keeps
 * nothing, or keeps the same two events in PostgreSQL, which shares the server's CPU.
 */
export const bridge: Benchmark = {
  name: 'bridge',
  summary: 'durable commands of lh-bridge on one CPU, against fastify without a log, and with SQL',
  prepare: async (around) => {
    const { isLong } = around;
    const pin = await makePin();
    const targets = await startTargets(around, pin);
    for (const target of targets) await load(target, { ...COLD, namePrefix: 'cold.', pin });
    const counts = isLong ? [...CONNECTIONS, CONNECTIONS_LONG] : CONNECTIONS;
    const contests: (Contest | SkippedContest)[] = counts.map((connections) =>
      contestOf(connections, { targets, around, pin }),
    );
    contests.push(await floodContest(around, pin));
    if (isLong) contests.push(inboxContest(around, pin));
    return contests;
  },
};

async function startTargets(around: Surroundings, pin: Pin): Promise<readonly Target[]> {
  const { scope, makeFolder } = around;
  const real = await startBridge(scope, await makeFolder(), { pin });
  const targets: Target[] = [{ name: BRIDGE, ...real, pids: () => [real.pid] }];
  const asks = [toolBin('lh-bridge')];
  const bare = await MeasuredServer.start(scope, 'fastify-server.mjs', asks, pin);
  const enrolToken = 'not-looked-at';
  targets.push({ name: BARE, origin: bare.origin, enrolToken, pids: () => [bare.pid] });
  const bin = findPostgres();
  if (bin === undefined) return targets;
  const { port, pid } = await startPostgres(scope, { bin, folder: await makeFolder(), pin });
  const args = [...asks, String(port)];
  const table = await MeasuredServer.start(scope, 'fastify-server.mjs', args, pin);
  const pids = () => [table.pid, pid, ...childrenOf(pid)];
  return [...targets, { name: TABLE, origin: table.origin, enrolToken, pids }];
}

interface Parts {
  readonly targets: readonly Target[];
  readonly around: Surroundings;
  readonly pin: Pin;
}

function contestOf(connections: number, { targets, around, pin }: Parts): Contest {
  const hasTable = targets.some(({ name }) => name === TABLE);
  return {
    name: `${connections.toLocaleString('en-US')} agents, each with a connection`,
    figures: [
      { name: RATE, unit: 'a second' },
      { name: MEDIAN, unit: 'ms' },
      { name: TAIL, unit: 'ms' },
      { name: CPU_TIME, unit: 'CPU-µs' },
    ],
    contenders: targets.map((target) => contender(target, { connections, pin })),
    comparisons: [
      { of: BRIDGE, to: BARE, figure: RATE, aim: { atLeast: RATE_SHARE_MIN } },
      { of: BRIDGE, to: BARE, figure: TAIL },
      { of: BRIDGE, to: BARE, figure: CPU_TIME },
      ...(hasTable
        ? [
            { of: BRIDGE, to: TABLE, figure: RATE, aim: { atLeast: 1 } },
            { of: BRIDGE, to: TABLE, figure: TAIL },
            { of: BRIDGE, to: TABLE, figure: CPU_TIME },
          ]
        : []),
    ],
    repeats: around.repeatsOr(REPEATS),
    warmUps: connections === CONNECTIONS_LONG ? 0 : 1,
  };
}

interface Load extends Pick<AgentClientOptions, 'agents' | 'namePrefix' | 'warmUpMs' | 'windowMs'> {
  readonly pin: Pin;
}

async function load(target: Target, { pin, ...wanted }: Load): Promise<AgentClientAnswer> {
  const { origin, enrolToken, pids } = target;
  const options: AgentClientOptions = { origin, enrolToken, serverPids: pids(), ...wanted };
  const client = [entryPath('agent-client.mjs'), JSON.stringify(options)];
  const { program, args } = pin('load', { program: process.execPath, args: client });
  const { stdout } = await runProgram(program, args);
  return JSON.parse(stdout) as AgentClientAnswer;
}

function contender(
  target: Target,
  { connections: agents, pin }: { readonly connections: number; readonly pin: Pin },
): Contender {
  let run = 0;
  const factor = agents === CONNECTIONS_LONG ? LONG_FACTOR : 1;
  return {
    name: target.name,
    measure: async () => {
      const { perSecond, p50Ms, p99Ms, serverCpuUs } = await load(target, {
        agents,
        namePrefix: `of-${agents}.${run++}.`,
        warmUpMs: WARM_UP_MS * factor,
        windowMs: WINDOW_MS * factor,
        pin,
      });
      return { [RATE]: perSecond, [MEDIAN]: p50Ms, [TAIL]: p99Ms, [CPU_TIME]: serverCpuUs };
    },
  };
}
