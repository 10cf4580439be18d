import type { MessagePort } from 'node:worker_threads';
import { fileFailure } from '../filesystem/file-failure.ts';
import { PROBE_STATE, type FromProbe, type ProbeTask } from '../filesystem/probe-task.ts';
import { failureOf } from '../run/thread-failure.ts';
import { createClock } from './clock.ts';
import { FileRounds } from './file-rounds.ts';

/** Works through rounds of files until the shared state says stop, then tells what it measured. */
export function runProbeThread(port: MessagePort, task: ProbeTask): void {
  const tell = (message: FromProbe) => port.postMessage(message);
  try {
    const rounds = new FileRounds(task.folder, task.sizeBytes, createClock().nowMs);
    rounds.warmUp();
    tell({ kind: 'ready' });
    Atomics.wait(task.state, 0, PROBE_STATE.waiting);
    while (Atomics.load(task.state, 0) === PROBE_STATE.working) rounds.round();
    tell({ kind: 'finished', share: rounds.share() });
  } catch (error) {
    tell({ kind: 'failed', failure: failureOf(fileFailure(error, task.folder)) });
  }
}
