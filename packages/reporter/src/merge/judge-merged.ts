import { parseMetricSelector } from '@lighthouse/contract';
import type { MetricSelector, Result, VerdictValue } from '@lighthouse/contract';
import {
  badVerdict,
  figuresOf,
  judgeInvariants,
  judgeRun,
  judgeSlo,
  judgeThresholds,
  splitReasons,
} from '@lighthouse/verdict';
import type { SloFigures, StretchFigures } from '@lighthouse/verdict';
import { placeText } from './check-shards.ts';
import type { ShardResult, ShardSet } from './check-shards.ts';

type Judged = Pick<Result, 'thresholds' | 'invariants' | 'verdict'> & Pick<Result, 'slo'>;
type Merged = Omit<Result, keyof Judged>;
type Invariant = Result['invariants'][number];
type AskedInvariant = Result['scenario']['invariants'][number];

const SECOND_MS = 1000;
const WORST_FIRST: readonly VerdictValue[] = ['bad', 'unknown', 'good'];
/** Of the load of a shard: so much of it may be without one of the others. */
const APART_SHARE_MAX = 0.1;

/**
 * Judges a run on the figures of all its shards together, with the judge of lh-run. What the log
 * and the history say is as good as the worst shard; what a shard could not judge stays unknown.
 */
export function judgeMerged(merged: Merged, set: ShardSet, slo: readonly SloFigures[]): Judged {
  const { shards } = set;
  const { limited } = merged.generator;
  const thresholds = judgeThresholds(
    set.shards[0].result.thresholds,
    figuresOf(merged.slices, loadSeconds(shards), stretchesOf(shards)),
    limited,
  );
  const objectives = judgeSlo(slo, limited);
  const invariants = judgeInvariantsOf(merged, set);
  const judged = judgeRun({
    ...merged,
    thresholds,
    slo: objectives,
    invariants,
    interrupted: merged.run.interrupted,
  });
  return {
    thresholds,
    ...(objectives.length === 0 ? {} : { slo: objectives }),
    invariants,
    verdict: withShards(judged, set, merged),
  };
}

/** How long the load lasted: what each shard counted, it counted in this time. */
function loadSeconds(shards: readonly ShardResult[]): number {
  const times = shards.map(({ shard, result }) => shard.loadMs - (result.warmup?.durationMs ?? 0));
  return Math.max(0, ...times) / SECOND_MS;
}

/** The stretches of faults as each shard counted them. */
function stretchesOf(shards: readonly ShardResult[]): StretchFigures {
  return (tags) => {
    const found = shards.flatMap(({ shard }) => {
      const stretch = shard.stretches.find(({ metric }) => isOfStretch(metric, tags));
      return stretch === undefined ? [] : [stretch];
    });
    if (found.length === 0) return undefined;
    return {
      slices: found.flatMap(({ slices }) => slices),
      seconds: Math.max(...found.map(({ seconds }) => seconds)),
    };
  };
}

function isOfStretch(metric: string, { phase, fault }: MetricSelector['tags']): boolean {
  const selector = parseMetricSelector(metric);
  if (typeof selector === 'string') return false;
  return selector.tags.phase === phase && selector.tags.fault === fault;
}

/** Worst wins. Words are those of the whole where the whole has them. */
function judgeInvariantsOf(merged: Merged, set: ShardSet): Invariant[] {
  const judged = new Set(
    set.shards.flatMap(({ result }) => result.invariants.map(({ name }) => name)),
  );
  // Damage that a shard saw live is judged though nobody asked for it.
  const names = new Set<AskedInvariant>([...merged.scenario.invariants, 'log-intact']);
  const whole = judgeInvariants(
    [...names].filter((name) => judged.has(name)),
    merged.audit,
    {
      byzantine: merged.byzantine,
      seen: merged.seen,
      targetMemory: merged.series.targetMemory,
      answered: merged.counts.ok + merged.counts.fail,
    },
  );
  return whole.map((invariant) => worstOf(invariant, set));
}

function worstOf(whole: Invariant, { shards, missing, of }: ShardSet): Invariant {
  const { name } = whole;
  const all = [
    ...shards.flatMap(({ result, shard }) =>
      result.invariants
        .filter((invariant) => invariant.name === name)
        .map(({ verdict, reason }) => ({ verdict, reason: `${placeText(shard)}: ${reason}` })),
    ),
    ...missing.map((number) => ({
      verdict: 'unknown' as const,
      reason: `${placeText({ number, of })} is missing`,
    })),
  ];
  const worst = WORST_FIRST.find((value) => all.some(({ verdict }) => verdict === value));
  // Memory is that of each target: what all of them together did says nothing.
  if (whole.verdict === worst && name !== 'memory-bounded') return whole;
  const reasons = all.filter(({ verdict }) => verdict === worst).map(({ reason }) => reason);
  return { name, verdict: worst ?? 'unknown', reason: reasons.join('; ') };
}

/** Adds to the verdict on the figures what only the shards can say. */
function withShards(judged: Result['verdict'], set: ShardSet, merged: Merged): Result['verdict'] {
  const said = set.shards.map(saidBeside);
  const bad = said.flatMap((each) => (each.value === 'bad' ? each.reasons : []));
  const unknown = [
    ...set.missing.map((number) => `${placeText({ number, of: set.of })} is missing`),
    ...said.flatMap((each) => (each.value === 'unknown' ? each.reasons : [])),
    ...apart(set.shards, merged),
  ];
  const own = splitReasons(judged);
  if (bad.length > 0 || judged.value === 'bad')
    return badVerdict([...bad, ...own.bad], [...own.unknown, ...unknown]);
  if (unknown.length > 0 || judged.value === 'unknown')
    return { value: 'unknown', reasons: [...unknown, ...own.unknown] };
  const [praise, ...reservations] = judged.reasons;
  return { value: 'good', reasons: [`${praise}, merged from ${set.of} shards`, ...reservations] };
}

/** What a shard's verdict rests on beside its figures, such as a target that ended by itself. */
function saidBeside({ result, shard }: ShardResult): Result['verdict'] {
  const fromFigures = judgeRun({ ...result, interrupted: result.run.interrupted });
  const reasons = result.verdict.reasons
    .filter((reason) => !fromFigures.reasons.includes(reason))
    .map((reason) => `${placeText(shard)}: ${reason}`);
  return { value: result.verdict.value, reasons };
}

/** Shards that came one after the other never put the load of the whole on one target. */
function apart(shards: readonly ShardResult[], { series }: Merged): string[] {
  const logs = new Set(shards.map(({ result }) => result.target.logId));
  if (logs.size === shards.length) return [];
  const begins = shards.map(({ result }) => result.series.startMs);
  const ends = shards.map(({ result, shard }) => result.series.startMs + shard.loadMs);
  const together = Math.max(0, Math.min(...ends) - Math.max(...begins));
  const longest = Math.max(...shards.map(({ shard }) => shard.loadMs));
  const allowed = Math.max(APART_SHARE_MAX * longest, series.intervalMs);
  if (longest - together <= allowed) return [];
  const seconds = (ms: number) => `${Number((ms / SECOND_MS).toFixed(1))} s`;
  return [
    `the shards were under load together for only ${seconds(together)} of ${seconds(longest)}`,
  ];
}
