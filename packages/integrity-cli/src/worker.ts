import { availableParallelism } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { examine, type Assignment } from './examine.ts';
import { startPartThreads } from './host/part-threads.ts';
import { toThreadFailure, type ThreadMessage } from './thread-messages.ts';

const tell = (message: ThreadMessage) => parentPort?.postMessage(message);
const partWorker = new URL('lh-verify-part-worker.mjs', import.meta.url);

/** Each thread holds memory of its own, and more of them only wait for the one that joins. */
const JOBS_MAX = 8;

// The thread that starts this one says what to examine, and nothing else.
parentPort?.once('message', (assignment: Assignment) => void answer(assignment));

async function answer(assignment: Assignment): Promise<void> {
  try {
    const count = assignment.jobs ?? Math.min(JOBS_MAX, availableParallelism());
    const examination = await examine(assignment, {
      nowMs: () => performance.now(),
      onAdvance: (advance) => tell({ kind: 'advance', advance }),
      startThreads: (data, onRead) => startPartThreads({ worker: partWorker, count, data, onRead }),
    });
    tell({ kind: 'done', examination });
  } catch (error) {
    tell({ kind: 'failed', failure: toThreadFailure(error) });
  }
}
