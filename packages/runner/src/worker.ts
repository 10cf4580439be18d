import { parentPort, workerData } from 'node:worker_threads';
import type { ProbeTask } from './filesystem/probe-task.ts';
import { runLoadThread } from './host/load-thread.ts';
import { runProbeThread } from './host/probe-thread.ts';
import { runProxyThread } from './host/proxy-thread.ts';
import type { ProxyTask } from './proxy/proxy-messages.ts';
import type { ThreadTask } from './run/thread-messages.ts';

// The second entry of the bundle: a thread that generates load, the proxy that breaks
// it, or one that measures a file system.
if (parentPort !== null) {
  const task = workerData as ThreadTask | ProxyTask | ProbeTask;
  if (!('role' in task)) runLoadThread(parentPort, task);
  else if (task.role === 'proxy') runProxyThread(parentPort, task);
  else runProbeThread(parentPort, task);
}
