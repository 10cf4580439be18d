import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcessUse } from '@lighthouse/machine';
import type { Injection } from '../../faults/injection.ts';
import { Burden, END_WITH_INPUT } from './burden.ts';
import { runQueueWaitMs } from './process-state.ts';

const LOOK_MS = 200;
/** The burners together must have had at least this much of a CPU. */
const BURNED_MIN = 0.2;
/** Counts in short turns, so that the end of its input is heard. */
const SCRIPT = `${END_WITH_INPUT}
const burn = () => { const end = Date.now() + 20; while (Date.now() < end); setImmediate(burn); };
process.stdout.write('.'); burn();`;

/** Lets processes that only count compete for the CPUs that the target may use. */
export function pressCpu(burners: number, targetPid: () => number | undefined): Injection {
  const burden = new Burden();
  let burned = 0;
  return {
    probe: 'CPU of the burners, and how long the target waited for a CPU',
    look: async (stage) => {
      const cpuMs = () =>
        burden.pids.reduce((sum, pid) => sum + (readProcessUse(pid)?.cpuMs ?? 0), 0);
      const startMs = performance.now();
      const [cpuBefore, waitBefore] = [cpuMs(), runQueueWaitMs(targetPid())];
      await delay(LOOK_MS);
      const lookedMs = performance.now() - startMs;
      const wait = (runQueueWaitMs(targetPid()) ?? Number.NaN) - (waitBefore ?? Number.NaN);
      const waited = Number.isNaN(wait)
        ? ''
        : `the target waited ${Math.round((wait / lookedMs) * 100)} % of the time`;
      if (stage !== 'during') return waited === '' ? 'no burners' : waited;
      burned = (cpuMs() - cpuBefore) / lookedMs;
      return [`${burners} burners had ${burned.toFixed(2)} CPUs`, waited]
        .filter(Boolean)
        .join(', ');
    },
    inject: () => burden.start(SCRIPT, burners),
    heal: () => burden.end(),
    whyUnseen: () =>
      burned >= BURNED_MIN ? undefined : `the burners had only ${burned.toFixed(2)} CPUs`,
  };
}
