import { parentPort, workerData } from 'node:worker_threads';
import { runLoadThread } from './host/load-thread.ts';
import { runProxyThread } from './host/proxy-thread.ts';
import type { ProxyTask } from './proxy/proxy-messages.ts';
import type { ThreadTask } from './run/thread-messages.ts';

// The second entry of the bundle: a thread that generates load, or the proxy that breaks it.
if (parentPort !== null) {
  const task = workerData as ThreadTask | ProxyTask;
  if ('role' in task) runProxyThread(parentPort, task);
  else runLoadThread(parentPort, task);
}
