import { Random } from '@lighthouse/agent-sim';
import { assert, parseDurationMs } from '@lighthouse/contract';
import type { Scenario } from '@lighthouse/contract';
import type { Fault } from '@lighthouse/contract/fault';
import { faultIds } from '@lighthouse/scenario-file';
import type { FaultAction, PlannedFault } from './planned-fault.ts';

/** Keeps the chances of faults apart from those of agents. */
const FAULT_STREAM = 0x6661756c;
const BYTES_PER_KB = 1000;

/** Resolves the faults of a scenario, in the order of their times. */
export function planFaults({ faults, seed }: Scenario): PlannedFault[] {
  const ids = faultIds(faults);
  const planned = faults.map((fault, place) => {
    const atUs = durationMs(fault.at) * 1000;
    const lastsMs = durationMs('for' in fault ? fault.for : fault.restartAfter);
    return {
      id: ids[place] ?? '',
      atUs,
      endUs: atUs + lastsMs * 1000,
      optional: fault.optional,
      seed: new Random().seed(FAULT_STREAM, seed, place).uint32(),
      action: resolve(fault),
    };
  });
  return planned.toSorted((one, other) => one.atUs - other.atUs);
}

function resolve(fault: Fault): FaultAction {
  switch (fault.kind) {
    case 'latency':
    case 'loss':
    case 'bandwidth':
    case 'slicer':
    case 'slow_close':
    case 'timeout':
    case 'reset_peer':
    case 'limit_data':
      return resolveToxic(fault);
    case 'duplicate':
      return { kind: fault.kind, agents: fault.agents, share: fault.share };
    case 'down':
      return { kind: fault.kind, agents: fault.agents };
    case 'partition':
      return { kind: fault.kind, agents: fault.agents, split: fault.split };
    case 'kill':
    case 'pause':
    case 'disk_full':
    case 'disk_slow':
      return { kind: fault.kind };
    case 'clock_step':
      return { kind: fault.kind, stepMs: signedMs(fault.step) };
    case 'corrupt':
      return { kind: fault.kind, bytes: fault.bytes, segmentBytes: fault.segmentBytes };
    case 'cpu_pressure':
      return { kind: fault.kind, burners: fault.burners };
    case 'memory_pressure':
      return { kind: fault.kind, megabytes: fault.megabytes };
  }
}

type Streamed = Extract<Fault, { stream: string }>;

function resolveToxic(fault: Streamed): FaultAction {
  const { agents, stream, toxicity } = fault;
  const common = { agents, stream, toxicity };
  switch (fault.kind) {
    case 'latency': {
      const [latencyMs, jitterMs] = [durationMs(fault.latency), durationMs(fault.jitter)];
      return { ...common, kind: fault.kind, latencyMs, jitterMs };
    }
    case 'loss':
      return {
        ...common,
        kind: fault.kind,
        share: fault.share,
        stallMs: durationMs(fault.stall),
      };
    case 'bandwidth':
      return { ...common, kind: fault.kind, bytesPerSecond: fault.rate * BYTES_PER_KB };
    case 'slicer': {
      const { kind, averageSize, sizeVariation, delay } = fault;
      return { ...common, kind, averageSize, sizeVariation, delayMs: durationMs(delay) };
    }
    case 'slow_close':
      return { ...common, kind: fault.kind, delayMs: durationMs(fault.delay) };
    case 'timeout':
    case 'reset_peer':
      return { ...common, kind: fault.kind, timeoutMs: durationMs(fault.timeout) };
    case 'limit_data':
      return { ...common, kind: fault.kind, bytes: fault.bytes };
  }
}

function signedMs(text: string): number {
  return text.startsWith('-') ? -durationMs(text.slice(1)) : durationMs(text);
}

function durationMs(text: string): number {
  const ms = parseDurationMs(text);
  assert(ms !== undefined, 'the durations of a scenario were checked when it was read');
  return ms;
}
