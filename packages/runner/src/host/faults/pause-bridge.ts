import { spawn, type ChildProcess } from 'node:child_process';
import process from 'node:process';
import type { Injection } from '../../faults/injection.ts';
import type { BridgeControl } from '../../run/target.ts';
import { describeProcess, livingBridge, processState, waitUntil } from './process-state.ts';

const STATE_LIMIT_MS = 1000;

/**
 * Stops the bridge (SIGSTOP) and lets it go on (SIGCONT). A shell that waits for the end of its
 * input wakes it as well, so that it goes on even when this process is killed.
 */
export function pauseBridge(bridge: BridgeControl): Injection {
  let pid: number | undefined;
  let waker: ChildProcess | undefined;
  let during = '';
  const state = () => describeProcess(bridge.pid());
  return {
    probe: 'the state of the process in /proc',
    look: async (stage) => {
      if (stage === 'after') await waitUntil(() => processState(pid) !== 'stopped', STATE_LIMIT_MS);
      if (stage === 'during') during = state();
      return stage === 'during' ? during : state();
    },
    inject: async () => {
      pid = await livingBridge(bridge);
      waker = spawn('/bin/sh', ['-c', `read -r _; kill -CONT ${pid}`], {
        stdio: ['pipe', 'ignore', 'ignore'],
        detached: true,
      });
      process.kill(pid, 'SIGSTOP');
      await waitUntil(() => processState(pid) === 'stopped', STATE_LIMIT_MS);
    },
    heal: async () => {
      if (pid !== undefined && processState(pid) !== 'gone') process.kill(pid, 'SIGCONT');
      waker?.stdin?.end();
      await waitUntil(() => processState(pid) !== 'stopped', STATE_LIMIT_MS);
    },
    whyUnseen: () => (during.startsWith('stopped') ? undefined : `it was ${during}`),
  };
}
