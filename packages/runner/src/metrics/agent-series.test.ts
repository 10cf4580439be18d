import { expect, test } from '@jest/globals';
import { AgentSeries } from './agent-series.ts';

const STILL = { slices: [], agents: 0, inFlight: 0, loopDelay: undefined, busyShare: 0 };

function seriesOf(behaviours: readonly string[], workers: number): AgentSeries {
  return new AgentSeries({ intervalMs: 2000, workers, behaviours });
}

test('agents of all threads add up by behaviour, and a thread that skips a row keeps its own', () => {
  const series = seriesOf(['honest', 'honest', 'replay'], 2);
  series.add({ ...STILL, worker: 0, second: 0, agentsByGroup: [1, 0, 0] });
  series.add({ ...STILL, worker: 0, second: 1, agentsByGroup: [2, 1, 0] });
  series.add({ ...STILL, worker: 1, second: 1, agentsByGroup: [0, 0, 1] });
  series.add({ ...STILL, worker: 0, second: 4, agentsByGroup: [2, 2, 1] });
  expect(series.columns(3)).toEqual({ honest: [3, 3, 4], replay: [1, 1, 2] });
});

test('where all are honest nothing is told apart', () => {
  const series = seriesOf(['honest'], 1);
  series.add({ ...STILL, worker: 0, second: 0, agentsByGroup: [1] });
  expect(series.columns(1)).toBeUndefined();
});
