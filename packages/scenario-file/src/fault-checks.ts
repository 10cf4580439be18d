import { parseDurationMs } from '@lighthouse/contract';
import { BEHAVIOUR_TAGS, behaviourTagOf } from '@lighthouse/contract/behaviours';
import type { Scenario } from '@lighthouse/contract';
import { isEmbedded, nameOfTarget } from '@lighthouse/contract/target';
import type { Fault } from '@lighthouse/contract/fault';
import type { Complaint } from './describe-issues.ts';
import { faultIds } from './fault-ids.ts';
import { loadTimes } from './load-times.ts';
import { selectsAgent } from './fault-agents.ts';

/** Finds faults that could never take place as they are written. */
export function checkFaults(scenario: Scenario): Complaint[] {
  const ids = faultIds(scenario.faults);
  return scenario.faults.flatMap((fault, index) => [
    ...checkId(ids, index),
    ...checkTimes(scenario, fault, index),
    ...checkAgents(scenario, fault, index),
    ...checkTarget(scenario, fault, index),
    ...checkOwn(fault, index),
  ]);
}

/** Kinds that need a bridge that the run has started. */
const BRIDGE_FAULTS: readonly Fault['kind'][] = [
  'kill',
  'pause',
  'disk_full',
  'disk_slow',
  'clock_step',
];

function complaint(index: number, key: string, message: string): Complaint {
  return { path: ['faults', index, key], part: 'value', message };
}

function checkId(ids: readonly string[], index: number): Complaint[] {
  const id = ids[index] ?? '';
  if (ids.indexOf(id) === index) return [];
  return [complaint(index, 'id', `two faults are called "${id}"`)];
}

function checkTimes({ load }: Scenario, fault: Fault, index: number): Complaint[] {
  const { loadMs } = loadTimes(load);
  const startMs = parseDurationMs(fault.at) ?? 0;
  if (startMs >= loadMs)
    return [
      complaint(index, 'at', `${fault.at} comes after the end of the load (${loadMs / 1000} s)`),
    ];
  const [key, text] = 'for' in fault ? ['for', fault.for] : ['restartAfter', fault.restartAfter];
  const lastsMs = parseDurationMs(text) ?? 0;
  if ('for' in fault && lastsMs <= 0) return [complaint(index, key, 'must be longer than nothing')];
  if (startMs + lastsMs <= loadMs) return [];
  return [
    complaint(
      index,
      key,
      `lasts longer than the load (${loadMs / 1000} s), so that nothing is seen of its end`,
    ),
  ];
}

function checkAgents({ agents }: Scenario, fault: Fault, index: number): Complaint[] {
  if (!('agents' in fault)) return [];
  const { group, behaviour } = fault.agents;
  const behaviours: readonly string[] = BEHAVIOUR_TAGS;
  if (behaviour !== undefined && !behaviours.includes(behaviour))
    return [complaint(index, 'agents', `no behaviour is called "${behaviour}"`)];
  if (group !== undefined && group >= agents.length)
    return [complaint(index, 'agents', `no group ${group}: there are ${agents.length}, from 0`)];
  const isSome = agents.some((each, place) =>
    selectsAgent(fault.agents, { role: each.role, behaviour: behaviourTagOf(each) }, place),
  );
  return isSome ? [] : [complaint(index, 'agents', 'no agent is of this kind')];
}

function checkTarget({ target }: Scenario, { kind }: Fault, index: number): Complaint[] {
  const complain = (message: string) => [complaint(index, 'kind', message)];
  const isOfBridge = BRIDGE_FAULTS.includes(kind);
  if (isOfBridge && !isEmbedded(target))
    return complain(`${kind} needs a bridge of the run: bridge: embedded`);
  if (kind === 'corrupt' && !('bridge' in target))
    return complain('corrupt needs the log of a bridge, which this server has not');
  if (kind === 'duplicate' && nameOfTarget(target).startsWith('https:'))
    return complain('duplicate cannot read requests under TLS: use http');
  return [];
}

function checkOwn(fault: Fault, index: number): Complaint[] {
  if (fault.kind === 'slicer' && fault.sizeVariation >= fault.averageSize)
    return [complaint(index, 'sizeVariation', 'must be smaller than averageSize')];
  if (fault.kind === 'latency') {
    const [delayMs, jitterMs] = [fault.latency, fault.jitter].map((text) => parseDurationMs(text));
    if ((jitterMs ?? 0) > (delayMs ?? 0))
      return [complaint(index, 'jitter', 'must not be larger than latency')];
  }
  if (fault.kind === 'clock_step' && parseDurationMs(fault.step.replace(/^-/, '')) === undefined)
    return [complaint(index, 'step', 'not a step: write 10s or -10s')];
  return [];
}
