/**
 * Agents of a bridge that wait for nothing but their answers: node agent-client.mjs '<options>'.
 * Each has a credential, a session and a connection of its own, and sends its next signed command
 * when its last one is answered. Prints what it measured, as JSON.
 */
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PATHS } from '@lighthouse/contract/api';
import { readProcessStat } from '../host/process-stat.ts';
import type { Agent } from '../load/agent.ts';
import { joinAll } from '../load/join-all.ts';
import { quantile } from '../statistics.ts';

export interface AgentClientOptions {
  readonly origin: string;
  /** All processes of the server. */
  readonly serverPids: readonly number[];
  readonly enrolToken: string;
  readonly agents: number;
  /** Tells apart the agents of runs against one server. */
  readonly namePrefix: string;
  readonly warmUpMs: number;
  readonly windowMs: number;
}

export interface AgentClientAnswer {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** CPU time of the server for each command. */
  readonly serverCpuUs: number;
}

const options = JSON.parse(process.argv[2] ?? '') as AgentClientOptions;
const { origin, enrolToken, namePrefix } = options;
const agents = await joinAll({ origin, enrolToken, namePrefix, count: options.agents });
let isMeasured = false;
let isOver = false;
const latenciesMs: number[] = [];
const loops = agents.map(sendUntilOver);
await sleep(options.warmUpMs);
const before = look();
isMeasured = true;
await sleep(options.windowMs);
isMeasured = false;
const after = look();
isOver = true;
await Promise.all(loops);
await Promise.all(agents.map((agent) => agent.close()));
process.stdout.write(`${JSON.stringify(answer())}\n`);

async function sendUntilOver(agent: Agent): Promise<void> {
  while (!isOver) {
    const sentMs = performance.now();
    await agent.post(API_PATHS.commands, agent.nextCommand());
    if (isMeasured) latenciesMs.push(performance.now() - sentMs);
  }
}

function look() {
  const cpuMs = options.serverPids.reduce(
    (sum, pid) => sum + (readProcessStat(pid)?.cpuMs ?? 0),
    0,
  );
  return { cpuMs, ms: performance.now() };
}

function answer(): AgentClientAnswer {
  const count = latenciesMs.length;
  return {
    perSecond: (count * 1000) / (after.ms - before.ms),
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    serverCpuUs: ((after.cpuMs - before.cpuMs) * 1000) / count,
  };
}
