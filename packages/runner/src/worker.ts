import { parentPort, workerData } from 'node:worker_threads';
import { runLoadThread } from './host/load-thread.ts';
import type { ThreadTask } from './run/thread-messages.ts';

// The second entry of the bundle: a thread that generates load.
if (parentPort !== null) runLoadThread(parentPort, workerData as ThreadTask);
