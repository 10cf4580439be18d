import { parentPort, workerData } from 'node:worker_threads';
import { examine, type Assignment } from './examine.ts';
import { toThreadFailure, type ThreadMessage } from './thread-messages.ts';

const tell = (message: ThreadMessage) => parentPort?.postMessage(message);

try {
  // The thread that starts this one gives it nothing else.
  const examination = await examine(workerData as Assignment, {
    nowMs: () => performance.now(),
    onAdvance: (advance) => tell({ kind: 'advance', advance }),
  });
  tell({ kind: 'done', examination });
} catch (error) {
  tell({ kind: 'failed', failure: toThreadFailure(error) });
}
