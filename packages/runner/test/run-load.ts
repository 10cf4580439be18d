import { once } from 'node:events';
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { CrowdSpec } from '@lighthouse/agent-sim';
import type { Scope } from '@lighthouse/testkit';
import { createClock } from '../src/host/clock.ts';
import { runLoadThread } from '../src/host/load-thread.ts';
import { RunMetrics } from '../src/metrics/run-metrics.ts';
import type { FromThread, ThreadTask, ToThread } from '../src/run/thread-messages.ts';

export type Latency =
  | { readonly kind: 'constant'; readonly ms: number }
  | {
      readonly kind: 'bimodal';
      readonly ms: number;
      readonly slowMs: number;
      readonly every: number;
    }
  | {
      readonly kind: 'stall';
      readonly ms: number;
      readonly fromMs: number;
      readonly forMs: number;
    };

/** Starts a server that answers commands after exactly so long. Gives its origin. */
export async function startKnownServer(scope: Scope, latency: Latency): Promise<string> {
  const file = new URL('known-latency-server.mjs', import.meta.url);
  const server = new Worker(file, { workerData: { latency } });
  scope.onClose(async () => void (await server.terminate()));
  const [{ port }] = (await once(server, 'message')) as [{ port: number }];
  return `http://127.0.0.1:${port}`;
}

/** A crowd of builders that send safe commands at a constant rate. */
export function constantCrowd(options: {
  agents: number;
  ratePerSecond: number;
  seconds: number;
}): CrowdSpec {
  return {
    seed: 1,
    rampUs: 100_000,
    endUs: 100_000 + options.seconds * 1e6,
    groups: [
      {
        role: 'builder',
        behaviour: 'honest',
        firstIndex: 0,
        count: options.agents,
        workload: {
          ratePerSecond: options.ratePerSecond,
          arrival: 'constant',
          mix: { safe: 1, risky: 0, complex: 0 },
          stepCount: 1,
          contentBytes: 100,
        },
        review: null,
      },
    ],
  };
}

export interface LoadOutcome {
  readonly metrics: RunMetrics;
  readonly messages: readonly FromThread[];
  readonly historyDir: string;
}

/**
 * Runs a crowd in one load thread, here in this one, until it is quiet or `stopAfterMs` is over.
 */
export async function runLoad(
  scope: Scope,
  crowd: CrowdSpec,
  options: { origin: string; timeoutMs?: number; stopAfterMs?: number } & Partial<ThreadTask>,
): Promise<LoadOutcome> {
  const { origin, timeoutMs = 10_000, stopAfterMs, ...task } = options;
  const historyDir = await scope.folder();
  const metrics = new RunMetrics({ startMs: 0, intervalMs: 1000, workers: 1 });
  const messages: FromThread[] = [];
  const { port1, port2 } = new MessageChannel();
  const tell = (message: ToThread) => port1.postMessage(message);
  const isOver = new Promise<void>((resolve) => port1.once('close', resolve));
  port1.on('message', (message: FromThread) => {
    messages.push(message);
    if (message.kind === 'report') metrics.add(message.report);
    if (message.kind === 'enrolled') {
      tell({ kind: 'start', startMs: createClock().nowMs() + 20 });
      if (stopAfterMs !== undefined) {
        const timer = setTimeout(() => tell({ kind: 'finish' }), stopAfterMs);
        scope.onClose(() => clearTimeout(timer));
      }
    }
    if (message.kind === 'quiet' && message.isQuiet) tell({ kind: 'finish' });
  });
  runLoadThread(port2, {
    worker: 0,
    crowd,
    shard: { first: 0, step: 1 },
    namePrefix: '',
    origin,
    enrolToken: 'token',
    timeoutUs: timeoutMs * 1000,
    within: [],
    connections: 'per-agent',
    ...task,
    historyFile: path.join(historyDir, 'worker-0.lhhistory'),
  });
  await isOver;
  return { metrics, messages, historyDir };
}
