import type { GroupSpec } from '@lighthouse/agent-sim';
import type { ClockStep, FaultEffects } from '../audit/fault-effects.ts';
import { affectedAgents } from './affected-agents.ts';
import type { FaultSpan } from './fault-timeline.ts';
import { isOnNetwork, type FaultAction } from './planned-fault.ts';

const US_PER_MS = 1000;
/** What is done to the bridge so that it answers nobody, or hardly. */
const STOPS_THE_BRIDGE: readonly FaultAction['kind'][] = [
  'kill',
  'pause',
  'disk_full',
  'disk_slow',
];

interface CutOff {
  readonly startUs: number;
  readonly endUs: number;
  /** Undefined: all of them. */
  readonly agents: ReadonlySet<number> | undefined;
}

/** Gives what the faults of a run did that its target is not to be blamed for. */
export function runEffects(
  spans: readonly FaultSpan[],
  groups: readonly GroupSpec[],
): FaultEffects {
  const cutOffs = spans.flatMap((span) => cutOffOf(span, groups) ?? []);
  return {
    isCutOff: (agent, fromUs, toUs) =>
      cutOffs.some(
        ({ startUs, endUs, agents }) =>
          fromUs <= endUs && toUs >= startUs && agents?.has(agent) !== false,
      ),
    clockSteps: spans.flatMap((span) => clockStepOf(span) ?? []),
  };
}

/** The parts of a ring take turns; all of them count as cut off for as long as it lasts. */
function cutOffOf(span: FaultSpan, groups: readonly GroupSpec[]): CutOff | undefined {
  const { action, seed } = span.fault;
  if (isOnNetwork(action))
    return { ...timesOf(span), agents: new Set(affectedAgents(groups, { action, seed }).flat()) };
  if (!STOPS_THE_BRIDGE.includes(action.kind)) return undefined;
  return { ...timesOf(span), agents: undefined };
}

function clockStepOf(span: FaultSpan): ClockStep | undefined {
  const { action } = span.fault;
  if (action.kind !== 'clock_step') return undefined;
  return { ...timesOf(span), stepUs: action.stepMs * US_PER_MS };
}

function timesOf({ startMs, endMs }: FaultSpan): Pick<CutOff, 'startUs' | 'endUs'> {
  return { startUs: startMs * US_PER_MS, endUs: endMs * US_PER_MS };
}
