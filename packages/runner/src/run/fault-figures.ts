import type { MetricSelector, Slice } from '@lighthouse/contract';
import { PHASES, type FaultResult, type Phase } from '@lighthouse/contract/fault-result';
import type { StretchFigures } from '@lighthouse/verdict';
import type { FaultTimeline, StretchRange } from '../faults/fault-timeline.ts';
import { recoveryMs, type AfterFault } from '../faults/recovery.ts';
import type { RunMetrics } from '../metrics/run-metrics.ts';
import { SliceTotals } from '../metrics/slice-totals.ts';
import type { FaultFigures } from './make-result.ts';

export interface FaultFigureParts {
  readonly faults: readonly FaultResult[];
  readonly timeline: FaultTimeline | undefined;
  readonly metrics: RunMetrics;
  /** Turns a time of the clock of the process into milliseconds since 1970. */
  readonly wallMs: (atMs: number) => number;
  /** Operations of honest agents that were intended in a time, on the clock of the process. */
  readonly operationsIn: (startMs: number, endMs: number) => readonly AfterFault[];
}

const HONEST = 'honest';

/** Puts beside each fault what the honest agents noticed of it. */
export function faultFigures(parts: FaultFigureParts): FaultFigures {
  const { timeline } = parts;
  if (timeline === undefined) return { faults: [...parts.faults], phases: [] };
  const phases = parts.faults.flatMap((fault) => phasesOf(fault, timeline, parts));
  const faults = parts.faults.map((fault) => withFigures(fault, timeline, { ...parts, phases }));
  return { faults, phases };
}

/** For thresholds: what was counted in the stretches that tags select. */
export function stretchFigures(timeline: FaultTimeline, metrics: RunMetrics): StretchFigures {
  return (tags: MetricSelector['tags']) => {
    const range = timeline.select(tags);
    if (range === undefined) return undefined;
    const slices = metrics.slicesOf(range.stretches).map(endedSlice);
    return { slices, seconds: range.durationMs / 1000 };
  };
}

function phasesOf(
  fault: FaultResult,
  timeline: FaultTimeline,
  { metrics, wallMs }: FaultFigureParts,
): Phase[] {
  if (fault.startMs === null) return [];
  return PHASES.flatMap((phase) => {
    const range = timeline.phaseOf(fault.id, phase);
    if (range === undefined) return [];
    const { counts, latency, errors } = honestIn(range, metrics).slice();
    const [startMs, endMs] = [wallMs(range.startMs), wallMs(range.endMs)];
    return [{ fault: fault.id, phase, startMs, endMs, counts, latency, errors }];
  });
}

function withFigures(
  fault: FaultResult,
  timeline: FaultTimeline,
  parts: FaultFigureParts & { readonly phases: readonly Phase[] },
): FaultResult {
  const phaseOf = (name: Phase['phase']) =>
    parts.phases.find(({ fault: id, phase }) => id === fault.id && phase === name);
  const during = phaseOf('during');
  const before = phaseOf('before');
  const healedMs = timeline.healedMs(fault.id);
  const after = timeline.phaseOf(fault.id, 'after');
  const availability = during === undefined ? null : okShare(during);
  const okBefore = before === undefined ? null : okShare(before);
  const p95 = before?.latency.p95 ?? null;
  if (healedMs === undefined || after === undefined || okBefore === null || p95 === null)
    return { ...fault, availability };
  const operations = parts.operationsIn(healedMs, after.endMs);
  const recovered = recoveryMs(healedMs, operations, { okShare: okBefore, latencyMsP95: p95 });
  return { ...fault, availability, recoveryMs: recovered };
}

function okShare({ counts }: Phase): number | null {
  return counts.intended === 0 ? null : counts.ok / counts.intended;
}

function honestIn({ stretches }: StretchRange, metrics: RunMetrics): SliceTotals {
  const totals = new SliceTotals({ op: 'all', role: 'all', behaviour: HONEST });
  for (const slice of metrics.slicesOf(stretches))
    if (slice.tags.behaviour === HONEST) totals.merge(slice);
  return totals;
}

function endedSlice(slice: SliceTotals): Slice {
  const ended = new SliceTotals(slice.tags);
  ended.merge(slice);
  return ended.slice();
}
