import process from 'node:process';
import { toolBin } from '@lighthouse/testkit';
import type { Benchmark, Surroundings } from '../benchmark.ts';
import type { Contender, Contest } from '../contest.ts';
import { entryPath } from '../host/entries.ts';
import { MeasuredServer } from '../host/measured-server.ts';
import { runProgram } from '../host/run-program.ts';
import { startBridge, type RunningBridge } from '../load/bridge.ts';
import type { AgentClientAnswer, AgentClientOptions } from '../processes/agent-client.ts';

const REPEATS = 5;
const CONNECTIONS = [10, 100, 1000];
const WARM_UP_MS = 600;
const WINDOW_MS = 800;

const BRIDGE = 'lh-bridge';
const REFERENCE = 'fastify, no log';
const RATE = 'commands';
const MEDIAN = 'latency, p50';
const TAIL = 'latency, p99';
const CPU_TIME = "server's CPU time a command";
const RATE_SHARE_MIN = 0.5;

/**
 * Signed commands, each answered when it is durable: against the same framework that answers the
 * same routes and keeps nothing.
 */
export const bridge: Benchmark = {
  name: 'bridge',
  summary: 'durable commands of lh-bridge, against fastify with the same routes and no log',
  prepare: async (around) => {
    const { scope, makeFolder } = around;
    const real = await startBridge(scope, await makeFolder());
    const server = await MeasuredServer.start(scope, 'fastify-server.mjs', [toolBin('lh-bridge')]);
    const bare = { origin: server.origin, pid: server.pid, enrolToken: 'not-looked-at' };
    return CONNECTIONS.map((connections) => contestOf(connections, { real, bare, around }));
  },
};

function contestOf(
  connections: number,
  parts: {
    readonly real: RunningBridge;
    readonly bare: RunningBridge;
    readonly around: Surroundings;
  },
): Contest {
  return {
    name: `${connections.toLocaleString('en-US')} agents, each with a connection`,
    figures: [
      { name: RATE, unit: 'a second' },
      { name: MEDIAN, unit: 'ms' },
      { name: TAIL, unit: 'ms' },
      { name: CPU_TIME, unit: 'CPU-µs' },
    ],
    contenders: [
      contender(BRIDGE, parts.real, connections),
      contender(REFERENCE, parts.bare, connections),
    ],
    comparisons: [
      { of: BRIDGE, to: REFERENCE, figure: RATE, aim: { atLeast: RATE_SHARE_MIN } },
      { of: BRIDGE, to: REFERENCE, figure: TAIL },
      { of: BRIDGE, to: REFERENCE, figure: CPU_TIME },
    ],
    repeats: parts.around.repeatsOr(REPEATS),
    warmUps: 1,
  };
}

function contender(name: string, server: RunningBridge, agents: number): Contender {
  let run = 0;
  return {
    name,
    measure: async () => {
      const options: AgentClientOptions = {
        origin: server.origin,
        serverPid: server.pid,
        enrolToken: server.enrolToken,
        agents,
        namePrefix: `of-${agents}.${run++}.`,
        warmUpMs: WARM_UP_MS,
        windowMs: WINDOW_MS,
      };
      const client = entryPath('agent-client.mjs');
      const { stdout } = await runProgram(process.execPath, [client, JSON.stringify(options)]);
      const { perSecond, p50Ms, p99Ms, serverCpuUs } = JSON.parse(stdout) as AgentClientAnswer;
      return { [RATE]: perSecond, [MEDIAN]: p50Ms, [TAIL]: p99Ms, [CPU_TIME]: serverCpuUs };
    },
  };
}
