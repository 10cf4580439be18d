import { setTimeout as sleep } from 'node:timers/promises';
import { waitFor } from '@lighthouse/testkit';
import type { BackgroundProgram } from '../host/background-program.ts';
import type { MeasuredServer } from '../host/measured-server.ts';
import { readProcessStat } from '../host/process-stat.ts';

export interface Load {
  /** Requests answered by the server a second. */
  readonly perSecond: number;
  /** Requests answered for each second of CPU time that the client used. */
  readonly perCpuSecond: number;
}

/** What a client is to do: one request at a time on each of so many connections. */
export interface LoadTask {
  readonly server: MeasuredServer;
  readonly connections: number;
}

const CONNECT_LIMIT_MS = 60_000;
const WARM_UP_MS = 700;
const WINDOW_MS = 800;

/**
 * Measures what a client does to a server once all its connections are open and its code is warm.
 * Both are looked at from outside, in the same way for every client.
 */
export async function measureLoad(
  client: BackgroundProgram,
  { server, connections }: LoadTask,
): Promise<Load> {
  await waitFor(
    async () => {
      client.requireRunning();
      const counts = await server.counts();
      return counts.connections >= connections && counts.answered > 0;
    },
    { limitMs: CONNECT_LIMIT_MS, what: `${connections} connections` },
  );
  await sleep(WARM_UP_MS);
  const before = await look(client, server);
  await sleep(WINDOW_MS);
  const after = await look(client, server);
  const answered = after.answered - before.answered;
  if (answered === 0) throw new Error('nothing was answered while it was measured');
  return {
    perSecond: (answered * 1000) / (after.ms - before.ms),
    perCpuSecond: (answered * 1000) / (after.cpuMs - before.cpuMs),
  };
}

async function look(client: BackgroundProgram, server: MeasuredServer) {
  client.requireRunning();
  const { answered } = await server.counts();
  const cpuMs = readProcessStat(client.pid)?.cpuMs ?? Number.NaN;
  return { answered, cpuMs, ms: performance.now() };
}
