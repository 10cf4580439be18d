import type { Result } from '@lighthouse/contract';
import type { FaultResult, Phase } from '@lighthouse/contract/fault-result';
import { joinDistributions, sumByName, sumCounts } from '@lighthouse/verdict';
import { placeText } from './check-shards.ts';
import type { ShardResult } from './check-shards.ts';

/**
 * Joins what became of the faults of each shard. A fault took effect when it did on every machine,
 * and the slowest recovery counts.
 */
export function joinFaults(shards: readonly ShardResult[]): Pick<Result, 'faults' | 'phases'> {
  const phases = joinPhases(shards.flatMap(({ result }) => result.phases));
  const ids = [...new Set(shards.flatMap(({ result }) => result.faults.map(({ id }) => id)))];
  const faults = ids.flatMap((id) => {
    const all = shards.flatMap(({ result, shard }) =>
      result.faults.filter((fault) => fault.id === id).map((fault) => ({ fault, shard })),
    );
    const during = phases.find(({ fault, phase }) => fault === id && phase === 'during');
    return joinFault(all, during) ?? [];
  });
  return { faults, phases };
}

type FaultOfShard = { readonly fault: FaultResult; readonly shard: ShardResult['shard'] };

const WORST_FIRST = ['failed', 'skipped', 'injected'] as const;

function joinFault(
  all: readonly FaultOfShard[],
  during: Phase | undefined,
): FaultResult | undefined {
  const ordered = all.toSorted(
    (a, b) => WORST_FIRST.indexOf(a.fault.status) - WORST_FIRST.indexOf(b.fault.status),
  );
  const [worst] = ordered;
  if (worst === undefined) return undefined;
  const known = <T>(of: (fault: FaultResult) => T | null) =>
    all.map(({ fault }) => of(fault)).filter((value) => value !== null);
  const reasons = ordered.flatMap(({ fault, shard }) =>
    fault.reason === undefined ? [] : [`${placeText(shard)}: ${fault.reason}`],
  );
  const { reason: _reason, detectMs: _detectMs, ...fault } = worst.fault;
  const watched = all.filter((each) => each.fault.detectMs !== undefined);
  return {
    ...fault,
    ...(reasons.length === 0 ? {} : { reason: reasons.join('; ') }),
    startMs: leastOf(known(({ startMs }) => startMs)),
    endMs: mostOf(known(({ endMs }) => endMs)),
    availability:
      during === undefined || during.counts.intended === 0
        ? null
        : during.counts.ok / during.counts.intended,
    recoveryMs: slowest(all.map((each) => each.fault.recoveryMs)),
    ...(watched.length === 0
      ? {}
      : { detectMs: slowest(watched.map((each) => each.fault.detectMs ?? null)) }),
  };
}

function joinPhases(all: readonly Phase[]): Phase[] {
  const names = [...new Set(all.map(nameOf))];
  return names.flatMap((name) => {
    const phases = all.filter((each) => nameOf(each) === name);
    const [first] = phases;
    if (first === undefined) return [];
    return [
      {
        fault: first.fault,
        phase: first.phase,
        startMs: Math.min(...phases.map(({ startMs }) => startMs)),
        endMs: Math.max(...phases.map(({ endMs }) => endMs)),
        counts: sumCounts(phases.map(({ counts }) => counts)),
        latency: joinDistributions(phases.map(({ latency }) => latency)),
        errors: sumByName(phases.map(({ errors }) => errors)),
      },
    ];
  });
}

function nameOf({ fault, phase }: Phase): string {
  return `${phase} ${fault}`;
}

/** What never came on one machine never came. */
function slowest(times: readonly (number | null)[]): number | null {
  const known = times.filter((time) => time !== null);
  return known.length < times.length ? null : mostOf(known);
}

function leastOf(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.min(...times);
}

function mostOf(times: readonly number[]): number | null {
  return times.length === 0 ? null : Math.max(...times);
}
