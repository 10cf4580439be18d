import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { LighthouseError } from '@lighthouse/contract';
import type { FromProxy, ProxyRequest, ProxyTask } from '../proxy/proxy-messages.ts';
import type { ToxicCounts } from '../proxy/toxic.ts';
import { errorOf } from '../run/thread-failure.ts';

/** The proxy, which has a thread of its own so that it takes no time from the load. */
export interface ProxyHandle {
  /** Ports on 127.0.0.1, one a lane. */
  readonly ports: readonly number[];
  readonly ask: (request: ProxyRequest) => Promise<ToxicCounts>;
  /** Ends it at once, with all its connections. */
  readonly terminate: () => Promise<void>;
}

interface Waiting {
  readonly resolve: (counts: ToxicCounts) => void;
  readonly reject: (error: unknown) => void;
}

export async function startProxy(task: ProxyTask, entry: URL): Promise<ProxyHandle> {
  const thread = new Worker(entry, { workerData: task, env: process.env, name: 'fault-proxy' });
  const waiting = new Map<number, Waiting>();
  let next = 1;
  let failure: unknown;
  const fail = (error: unknown) => {
    failure ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const ports = await new Promise<readonly number[]>((resolve, reject) => {
    thread.on('message', (message: FromProxy) => {
      if (message.kind === 'ready') return resolve(message.ports);
      const asked = message.number === undefined ? undefined : waiting.get(message.number);
      if (message.number !== undefined) waiting.delete(message.number);
      if (message.kind === 'done') return asked?.resolve(message.counts);
      const error = errorOf(message.failure);
      return asked === undefined ? reject(error) : asked.reject(error);
    });
    thread.once('error', (error) => {
      fail(error);
      reject(error);
    });
    thread.once('exit', () => {
      const error = new LighthouseError('LH_BUG', 'the fault proxy ended before its time');
      fail(error);
      reject(error);
    });
  });
  return {
    ports,
    ask: (request) =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) return reject(failure);
        const number = next++;
        waiting.set(number, { resolve, reject });
        thread.postMessage({ ...request, number });
      }),
    terminate: async () => void (await thread.terminate()),
  };
}
