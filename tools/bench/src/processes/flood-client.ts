/**
 * Honest agents that send commands at even intervals, and one that sends ten times what it may:
 * node flood-client.mjs '<options>'. Prints what the honest ones saw, as JSON.
 */
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PATHS } from '@lighthouse/contract/api';
import { Agent } from '../load/agent.ts';
import { joinAll } from '../load/join-all.ts';
import { quantile } from '../statistics.ts';

export interface FloodClientOptions {
  readonly origin: string;
  readonly enrolToken: string;
  readonly namePrefix: string;
  readonly honestAgents: number;
  /** Of each honest agent. */
  readonly ratePerSecond: number;
  /** Of the one that floods; 0: there is none. */
  readonly floodPerSecond: number;
  readonly warmUpMs: number;
  readonly windowMs: number;
}

export interface FloodClientAnswer {
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** What the flood was answered, a second. */
  readonly floodAnswered: number;
  readonly floodRefused: number;
}

const TICK_MS = 10;
const FLOOD_PIPELINING = 100;

const options = JSON.parse(process.argv[2] ?? '') as FloodClientOptions;
const { origin, enrolToken, namePrefix, floodPerSecond } = options;
const honest = await joinAll({ origin, enrolToken, namePrefix, count: options.honestAgents });
const flooder = new Agent(origin, `${namePrefix}flood`, FLOOD_PIPELINING);
await flooder.join(enrolToken);
const latenciesMs: number[] = [];
const flood = { answered: 0, refused: 0, waiting: 0 };
const startMs = performance.now() + TICK_MS;
const measuredFromMs = startMs + options.warmUpMs;
const endMs = measuredFromMs + options.windowMs;
const loops = honest.map(sendEvenly);
if (floodPerSecond > 0) loops.push(sendFlood());
await Promise.all(loops);
for (const agent of [...honest, flooder]) await agent.close();
const seconds = (endMs - startMs) / 1000;
const answer: FloodClientAnswer = {
  p50Ms: quantile(latenciesMs, 0.5),
  p99Ms: quantile(latenciesMs, 0.99),
  floodAnswered: flood.answered / seconds,
  floodRefused: flood.refused / seconds,
};
process.stdout.write(`${JSON.stringify(answer)}\n`);

/** Latency counts from when the command was to be sent. */
async function sendEvenly(agent: Agent, index: number): Promise<void> {
  const everyMs = 1000 / options.ratePerSecond;
  let dueMs = startMs + (everyMs * index) / honest.length;
  for (; dueMs < endMs; dueMs += everyMs) {
    const aheadMs = dueMs - performance.now();
    if (aheadMs > 0) await sleep(aheadMs);
    await agent.post(API_PATHS.commands, agent.nextCommand());
    if (dueMs >= measuredFromMs) latenciesMs.push(performance.now() - dueMs);
  }
}

async function sendFlood(): Promise<void> {
  for (let sent = 0; performance.now() < endMs;) {
    const due = Math.floor(((performance.now() - startMs) * floodPerSecond) / 1000);
    for (; sent < due && flood.waiting < FLOOD_PIPELINING; sent++) void sendOne();
    await sleep(TICK_MS);
  }
}

async function sendOne(): Promise<void> {
  flood.waiting++;
  try {
    await flooder.post(API_PATHS.commands, flooder.nextCommand());
    flood.answered++;
  } catch {
    flood.refused++;
  }
  flood.waiting--;
}
