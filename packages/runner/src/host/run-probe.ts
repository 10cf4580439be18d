import { mkdirSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { Worker } from 'node:worker_threads';
import { LighthouseError } from '@lighthouse/contract';
import {
  PROBE_STATE,
  type FromProbe,
  type ProbeShare,
  type ProbeTask,
} from '../filesystem/probe-task.ts';
import { errorOf } from '../run/thread-failure.ts';

export interface ProbeSettings {
  /** A folder for the probe alone. */
  readonly folder: string;
  readonly workers: number;
  readonly sizeBytes: number;
  readonly durationMs: number;
  /** The bundle's second entry. */
  readonly entry: URL;
  /** Ends the probe early; what was measured until then is given. */
  readonly signal: AbortSignal;
}

/** Lets threads work on files side by side for as long as asked, and gives what each measured. */
export async function runProbe(settings: ProbeSettings): Promise<ProbeShare[]> {
  const state = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const set = (value: number) => {
    Atomics.store(state, 0, value);
    Atomics.notify(state, 0);
  };
  const stop = () => set(PROBE_STATE.stopped);
  const threads = Array.from({ length: settings.workers }, (_, index) => {
    const folder = path.join(settings.folder, `worker-${index + 1}`);
    mkdirSync(folder);
    const { sizeBytes, entry } = settings;
    return startThread({ role: 'filesystem', folder, sizeBytes, state }, entry);
  });
  const finished = Promise.allSettled(threads.map((thread) => thread.finished));
  // The first that fails ends it for all: nobody is left writing into a folder that goes away.
  for (const thread of threads) thread.finished.catch(stop);
  let timer: NodeJS.Timeout | undefined;
  settings.signal.addEventListener('abort', stop, { once: true });
  try {
    await Promise.all(threads.map((thread) => thread.ready));
    if (!settings.signal.aborted && Atomics.load(state, 0) === PROBE_STATE.waiting) {
      set(PROBE_STATE.working);
      timer = setTimeout(stop, settings.durationMs);
    } else stop();
  } catch {
    // Told by `finished` as well.
    stop();
  }
  const ended = await finished;
  clearTimeout(timer);
  settings.signal.removeEventListener('abort', stop);
  return ended.map((each) => {
    if (each.status === 'rejected') throw each.reason;
    return each.value;
  });
}

function startThread(task: ProbeTask, entry: URL) {
  const thread = new Worker(entry, { workerData: task, env: process.env, name: 'filesystem' });
  let onReady: (() => void) | undefined;
  const finished = new Promise<ProbeShare>((resolve, reject) => {
    thread.on('message', (message: FromProbe) => {
      if (message.kind === 'ready') onReady?.();
      else if (message.kind === 'finished') resolve(message.share);
      else reject(errorOf(message.failure));
    });
    thread.once('error', reject);
    thread.once('exit', () =>
      reject(new LighthouseError('LH_BUG', 'a thread of the probe ended before its time')),
    );
  });
  const ready = new Promise<void>((resolve, reject) => {
    onReady = resolve;
    finished.catch(reject);
  });
  return { ready, finished };
}
