import { parentPort, workerData } from 'node:worker_threads';
import { createPartService } from '@lighthouse/event-store';
import type { PartAnswer, PartQuestion, PartThreadData } from './part-messages.ts';
import { createReadOnlyFs } from './store/read-only-fs.ts';

// The thread that starts this one gives it nothing else.
const { logDir: dir, keyRing } = workerData as PartThreadData;
let readBytes = 0;
const fs = createReadOnlyFs((byteCount) => (readBytes += byteCount));
const check = createPartService({ dir, keyRing, fs });

parentPort?.on('message', (question: PartQuestion) => {
  readBytes = 0;
  const part = check(question);
  const answer: PartAnswer = { part, readBytes };
  const arrays = part?.runs.flatMap(({ streams, versions, names }) => [streams, versions, names]);
  parentPort?.postMessage(
    answer,
    (arrays ?? []).map(({ buffer }) => buffer as ArrayBuffer),
  );
});
