import { LighthouseError } from '@lighthouse/contract';
import type { Result } from '@lighthouse/contract';
import type { Shard } from '@lighthouse/contract/shard';

export interface NamedResult {
  /** As it was named on the command line. */
  readonly name: string;
  readonly result: Result;
}

/** The result of a shard, with what it keeps to be merged. */
export interface ShardResult {
  readonly name: string;
  readonly result: Result;
  readonly shard: Shard;
}

export interface ShardSet {
  /** By their numbers. */
  readonly shards: readonly [ShardResult, ...ShardResult[]];
  readonly of: number;
  /** Numbers of those that are not there. */
  readonly missing: readonly number[];
}

/**
 * Takes results for the shards of one run. Throws LH_NOT_MERGEABLE when they are not: a whole run,
 * a shard named twice, another scenario, seed, plan or version.
 */
export function checkShards(named: readonly NamedResult[]): ShardSet {
  const [first, ...others] = named.map(shardOf).toSorted((a, b) => a.shard.number - b.shard.number);
  if (first === undefined || others.length === 0)
    throw new LighthouseError('LH_NOT_MERGEABLE', 'there is nothing to merge it with', {
      hint: 'name the results of two shards or more',
    });
  for (const other of others) checkPair(first, other);
  const shards: ShardSet['shards'] = [first, ...others];
  for (const [place, each] of others.entries()) checkTwice(shards[place] ?? first, each);
  const numbers = new Set(shards.map(({ shard }) => shard.number));
  const { of } = first.shard;
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter(
    (number) => !numbers.has(number),
  );
  return { shards, of, missing };
}

function shardOf({ name, result }: NamedResult): ShardResult {
  const { shard, merged, series } = result;
  if (shard === undefined)
    throw new LighthouseError('LH_NOT_MERGEABLE', notAShard(merged !== undefined), {
      facts: { run: name },
      hint: 'merge the results of lh-run --shard 1/2, --shard 2/2 and so on',
    });
  const rowCount = series.intended.length;
  const isWhole = Object.values(shard.rows).every((column) => column.length === rowCount);
  const hasObjectives = shard.slo.length === (result.slo ?? []).length;
  if (isWhole && hasObjectives && shard.number <= shard.of) return { name, result, shard };
  throw new LighthouseError('LH_NOT_A_RUN', 'what the shard keeps does not fit its result', {
    facts: { run: name },
    hint: 'name the result.json that lh-run wrote, unchanged',
  });
}

function notAShard(isMerged: boolean): string {
  return isMerged ? 'the result was merged before' : 'the result is that of a whole run';
}

function checkPair(first: ShardResult, other: ShardResult): void {
  for (const { what, of } of SAME) {
    const [one, two] = [of(first), of(other)];
    if (one === two) continue;
    throw new LighthouseError('LH_NOT_MERGEABLE', `the shards differ in their ${what}`, {
      facts: { [first.name]: one, [other.name]: two },
      hint: 'run all shards of a scenario with the same file, seed, flags and versions',
    });
  }
}

const SAME: readonly {
  readonly what: string;
  readonly of: (shard: ShardResult) => string | number;
}[] = [
  { what: 'scenario', of: ({ result }) => result.scenario.name },
  { what: 'seed', of: ({ result }) => result.run.seed },
  { what: 'number of shards', of: ({ shard }) => shard.of },
  { what: 'plan', of: ({ result }) => result.run.planSha256 },
  { what: 'version of lh-run', of: ({ result }) => result.tool.version },
  { what: 'target', of: ({ result }) => `${result.target.name} ${result.target.version}` },
  { what: 'rows of the series', of: ({ result }) => result.series.intervalMs },
];

function checkTwice(one: ShardResult, other: ShardResult): void {
  if (one.shard.number !== other.shard.number && one.result.run.id !== other.result.run.id) return;
  throw new LighthouseError('LH_NOT_MERGEABLE', 'the same shard is there twice', {
    facts: { shard: one.shard.number, one: one.name, other: other.name },
    hint: 'name each shard once',
  });
}

/** `shard 2 of 4`. */
export function placeText({ number, of }: Pick<Shard, 'number' | 'of'>): string {
  return `shard ${number} of ${of}`;
}
