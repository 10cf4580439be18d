import type { Injection } from '../../faults/injection.ts';
import type { BridgeControl } from '../../run/target.ts';
import { describeProcess, livingBridge, processState } from './process-state.ts';

/** Kills the bridge as a power cut would, and starts it again on the same log and port. */
export function killBridge(bridge: BridgeControl): Injection {
  let killedPid: number | undefined;
  let isRestarted = true;
  const state = () => describeProcess(bridge.pid());
  return {
    probe: 'the state of the process in /proc',
    look: (stage) =>
      Promise.resolve(
        stage === 'during' ? `process ${killedPid} is ${processState(killedPid)}` : state(),
      ),
    inject: async () => {
      killedPid = await livingBridge(bridge);
      isRestarted = false;
      await bridge.kill();
    },
    heal: async () => {
      if (isRestarted) return;
      isRestarted = true;
      await bridge.start();
    },
    whyUnseen: () => {
      if (killedPid === undefined) return 'there was no process to kill';
      if (processState(killedPid) !== 'gone') return `process ${killedPid} still lives`;
      return bridge.pid() === undefined ? 'it did not start again' : undefined;
    },
  };
}
