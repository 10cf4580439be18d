import { parentPort, workerData } from 'node:worker_threads';
import { runWatchThread } from './watch-thread.ts';
import type { WatchTask } from '../watch/watch-messages.ts';

// The third entry of the bundle: a thread that watches the log of a run. It starts in every run, so
// it brings along no more than that needs.
if (parentPort !== null) runWatchThread(parentPort, workerData as WatchTask);
