import { parseDurationMs } from '@lighthouse/contract';
import type { AgentGroup, Scenario, Stage } from '@lighthouse/contract';
import type { Complaint } from './describe-issues.ts';
import { loadTimes, stagesOf, totalRate } from './load-times.ts';

const DURATION_MS_MAX = 30 * 24 * 3600 * 1000;

/** Finds what is wrong with the times of a load, and with how it changes. */
export function checkLoad(scenario: Scenario): Complaint[] {
  const { load, agents } = scenario;
  const complaints = [
    ...checkLengths(scenario),
    ...(load.stages === undefined ? [] : checkStages(scenario, load.stages)),
    ...agents.flatMap((group, index) => checkModel(group, index, scenario)),
  ];
  if (load.iterations !== undefined && agents.some(({ iterations }) => iterations !== undefined))
    complaints.push(complaint('iterations', 'is there twice: for all agents and for a group'));
  return complaints;
}

function complaint(key: keyof Scenario['load'], message: string): Complaint {
  return { path: ['load', key], part: 'value', message };
}

function checkLengths({ load }: Scenario): Complaint[] {
  const complaints: Complaint[] = [];
  for (const key of ['ramp', 'hold', 'drain', 'timeout', 'warmup'] as const) {
    if ((parseDurationMs(load[key] ?? '0s') ?? 0) > DURATION_MS_MAX)
      complaints.push(complaint(key, 'too long: at most 720h'));
  }
  for (const key of ['hold', 'timeout'] as const) {
    if ((parseDurationMs(load[key] ?? '1s') ?? 0) <= 0)
      complaints.push(complaint(key, 'must be longer than nothing'));
  }
  const { loadMs } = loadTimes(load);
  if (load.warmup !== undefined && (parseDurationMs(load.warmup) ?? 0) >= loadMs)
    complaints.push(
      complaint('warmup', 'the warm-up lasts as long as the load: nothing would be counted'),
    );
  return complaints;
}

function checkStages(scenario: Scenario, stages: readonly Stage[]): Complaint[] {
  const { load } = scenario;
  const { loadMs } = loadTimes(load);
  const of = stagesOf(stages);
  if (load.hold !== undefined)
    return [complaint('hold', 'the stages say how long the load lasts: leave it out')];
  if (load.ramp !== undefined && of === 'agents')
    return [complaint('ramp', 'the stages say when agents start: leave it out')];
  if (stages.some((stage) => stagesOf([stage]) !== of))
    return [complaint('stages', 'the targets are all agents (50), or all rates (200/s)')];
  if (loadMs <= 0) return [complaint('stages', 'must last longer than nothing')];
  if (loadMs > DURATION_MS_MAX) return [complaint('stages', 'too long: at most 720h in all')];
  return of === 'agents' ? checkPeak(scenario, stages) : checkRates(scenario);
}

function checkPeak({ agents }: Scenario, stages: readonly Stage[]): Complaint[] {
  const count = agents.reduce((sum, group) => sum + group.count, 0);
  const peak = Math.max(...stages.map(({ target }) => Number(target)));
  if (peak === count) return [];
  const message = `the highest target is ${peak}, but the groups have ${count} agents in all: make them equal`;
  return [complaint('stages', message)];
}

function checkRates({ agents }: Scenario): Complaint[] {
  if (totalRate(agents) > 0) return [];
  return [complaint('stages', 'no agents have a rate: write numbers of agents as targets')];
}

function checkModel(group: AgentGroup, index: number, { load }: Scenario): Complaint[] {
  const complain = (key: 'think' | 'startTime' | 'iterations', message: string): Complaint[] => [
    { path: ['agents', index, key], part: 'value', message },
  ];
  const { think, rate, startTime, iterations, behaviour = 'honest' } = group;
  const isLiar = ![behaviour].flat().includes('honest');
  if (startTime !== undefined && (parseDurationMs(startTime) ?? 0) >= loadTimes(load).loadMs)
    return complain('startTime', 'comes after the end of the load');
  if (isLiar && iterations !== undefined) return complain('iterations', 'liars have none');
  if (think === undefined) return [];
  if (rate !== undefined)
    return complain('think', 'an agent has a rate, or it thinks between commands: leave one out');
  if (isLiar) return complain('think', 'liars wait for no answer: give them a rate');
  if (load.stages !== undefined && stagesOf(load.stages) === 'rate')
    return complain('think', 'who waits for answers has no rate that stages could set');
  return [];
}
