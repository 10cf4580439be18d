import { LighthouseError } from '@lighthouse/contract';
import { SHARDS_MAX, type ShardPlace } from '@lighthouse/contract/shard';

/** Reads `2/4`. Throws LH_USAGE. */
export function parseShard(text: string): ShardPlace {
  const [, number = '', of = ''] = /^(\d{1,9})\/(\d{1,9})$/.exec(text) ?? [];
  const place = { number: Number(number), of: Number(of) };
  const isPlace =
    number !== '' &&
    place.of >= 2 &&
    place.of <= SHARDS_MAX &&
    place.number >= 1 &&
    place.number <= place.of;
  if (isPlace) return place;
  throw new LighthouseError('LH_USAGE', '--shard is not a share of a run', {
    facts: { shard: text, limit: SHARDS_MAX },
    hint: 'write which one of how many, as in --shard 2/4',
  });
}

/** How many agents a shard has; all of them without one. Throws LH_USAGE when there are none. */
export function agentsIn(place: ShardPlace | undefined, agentCount: number): number {
  if (place === undefined) return agentCount;
  if (place.of <= agentCount) return Math.ceil((agentCount - place.number + 1) / place.of);
  throw new LighthouseError('LH_USAGE', 'there are more shards than agents', {
    facts: { shards: place.of, agents: agentCount },
    hint: 'divide the run into fewer shards, or raise --agents',
  });
}
