import { createCrowd, type CrowdSpec, type Shard } from '@lighthouse/agent-sim';

/** What agents intend of their own accord, by kind. */
export type OperationCounts = Readonly<Record<string, number>>;

export interface PlannedOperations {
  /** In the order of the groups. */
  readonly groups: readonly OperationCounts[];
  readonly all: OperationCounts;
  /** False when only a part of the agents was counted, and the rest is taken to be like it. */
  readonly isExact: boolean;
}

export interface CountedLoad {
  readonly crowd: CrowdSpec;
  /** By place; empty for a bridge. */
  readonly requestNames: readonly string[];
  /** The agents that count; all of them when left out. */
  readonly shard?: Shard;
  /** More are not counted one by one. */
  readonly countMax?: number;
}

const COUNT_MAX = 2_000_000;
const US_PER_SECOND = 1e6;

/**
 * Counts what a crowd will intend, by asking it: the same agents with the same chances as in the
 * run. Who waits for answers is asked for the first operation only, and counts with its session.
 */
export function countOperations(load: CountedLoad): PlannedOperations {
  const { crowd: spec, requestNames, shard = { first: 0, step: 1 }, countMax = COUNT_MAX } = load;
  const step = Math.max(1, Math.ceil(roughCount(spec) / shard.step / countMax));
  const crowd = createCrowd(spec, { first: shard.first, step: shard.step * step });
  const groups = spec.groups.map(() => new Map<string, number>());
  for (let position = 0; position < crowd.size; position += 1) {
    const { group, startUs } = crowd.identity(position);
    const counts = groups[group];
    if (counts === undefined || startUs >= spec.endUs) continue;
    add(counts, 'session', step);
    if (spec.groups[group]?.workload?.thinkUs !== undefined) continue;
    for (let next = crowd.next(position); next !== undefined; next = crowd.next(position)) {
      if (next.kind === 'request') add(counts, requestNames[next.place] ?? '', step);
      else add(counts, next.kind === 'command' ? next.commandClass : 'attack', step);
    }
  }
  const all = new Map<string, number>();
  for (const counts of groups) for (const [kind, count] of counts) add(all, kind, count);
  return {
    groups: groups.map((counts) => Object.fromEntries(counts)),
    all: Object.fromEntries(all),
    isExact: step === 1,
  };
}

function add(counts: Map<string, number>, kind: string, count: number): void {
  counts.set(kind, (counts.get(kind) ?? 0) + count);
}

/** As if all were at work all the time. */
function roughCount({ groups, endUs }: CrowdSpec): number {
  return groups.reduce(
    (sum, { count, workload }) =>
      sum + (count * (workload?.ratePerSecond ?? 0) * endUs) / US_PER_SECOND,
    0,
  );
}
