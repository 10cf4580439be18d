import { createHash } from 'node:crypto';
import type { Result, Slice } from '@lighthouse/contract';
import { joinSlices, sumCounts } from '@lighthouse/verdict';
import { checkShards, placeText } from './check-shards.ts';
import type { NamedResult, ShardResult, ShardSet } from './check-shards.ts';
import { joinAudits, joinSeen } from './join-audits.ts';
import { joinFaults } from './join-faults.ts';
import { joinLies } from './join-lies.ts';
import {
  alignSeries,
  joinAgents,
  joinHeatMaps,
  joinObjectives,
  joinSeries,
} from './join-series.ts';
import { judgeMerged } from './judge-merged.ts';

/**
 * Makes one result of the shards of a run: counts add up, distributions are merged by their
 * histograms, and everything is judged anew on what all of them saw. Throws LH_NOT_MERGEABLE when
 * they are not shards of one run, LH_NOT_A_RUN when one cannot be read.
 */
export function mergeShards(named: readonly NamedResult[]): Result {
  const set = checkShards(named);
  const { shards } = set;
  const results = shards.map(({ result }) => result);
  const at = alignSeries(shards);
  const [{ result: first }] = shards;
  const total = joinSlices(
    first.total,
    results.map((result) => result.total),
  );
  const agentsByBehaviour = joinAgents(shards, at);
  const latencyHeatMap = joinHeatMaps(shards, at);
  const seen = joinSeen(results);
  const merged = {
    schema: first.schema,
    schemaVersion: first.schemaVersion,
    tool: first.tool,
    run: joinRuns(shards),
    host: joinHosts(results),
    target: joinTargets(results),
    scenario: first.scenario,
    agents: joinedAgents(first, results),
    workers: sumOf(results, ({ workers }) => workers),
    counts: total.counts,
    conserved: isConserved(total) && results.every(({ conserved }) => conserved),
    total,
    slices: slicesOf(results),
    ...honestOf(results),
    ...warmupOf(results),
    byzantine: joinLies(results),
    ...(seen === undefined ? {} : { seen }),
    series: joinSeries(shards, at),
    ...(agentsByBehaviour === undefined ? {} : { agentsByBehaviour }),
    ...(latencyHeatMap === undefined ? {} : { latencyHeatMap }),
    generator: joinGenerators(shards, total),
    targetUse: {
      cpuMean: largest(results, ({ targetUse }) => targetUse.cpuMean),
      cpuMax: largest(results, ({ targetUse }) => targetUse.cpuMax),
      memoryMax: largest(results, ({ targetUse }) => targetUse.memoryMax),
    },
    audit: joinAudits(set),
    merged: describeShards(set),
    ...joinFaults(shards),
  };
  return { ...merged, ...judgeMerged(merged, set, joinObjectives(shards, at)) };
}

function sumOf(results: readonly Result[], of: (result: Result) => number): number {
  return results.reduce((sum, result) => sum + of(result), 0);
}

function largest(results: readonly Result[], of: (result: Result) => number | null) {
  const known = results.map(of).filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
}

function joinRuns(shards: readonly [ShardResult, ...ShardResult[]]): Result['run'] {
  const runs = shards.map(({ result }) => result.run);
  const startedMs = Math.min(...runs.map(({ startedAt }) => Date.parse(startedAt)));
  const endedMs = Math.max(...runs.map(({ endedAt }) => Date.parse(endedAt)));
  const ids = runs.map(({ id }) => id);
  const interrupted = shards.flatMap(({ result, shard }) =>
    result.run.interrupted === undefined ? [] : [`${placeText(shard)}: ${result.run.interrupted}`],
  );
  const [{ result: first }] = shards;
  return {
    id: `merged-${createHash('sha256').update(ids.join('\n')).digest('hex').slice(0, 16)}`,
    startedAt: new Date(startedMs).toISOString(),
    endedAt: new Date(endedMs).toISOString(),
    durationMs: endedMs - startedMs,
    seed: first.run.seed,
    planSha256: first.run.planSha256,
    command: runs.map(({ command }) => command).join('\n'),
    ...(interrupted.length === 0 ? {} : { interrupted: interrupted.join('; ') }),
  };
}

/** CPUs and memory of all machines; the words of each, once. */
function joinHosts(results: readonly Result[]): Result['host'] {
  const hosts = results.map(({ host }) => host);
  const words = (of: (host: Result['host']) => string) => [...new Set(hosts.map(of))].join(', ');
  return {
    fingerprint: words(({ fingerprint }) => fingerprint),
    os: words(({ os }) => os),
    arch: words(({ arch }) => arch),
    cpuModel: words(({ cpuModel }) => cpuModel),
    cpuCount: sumOf(results, ({ host }) => host.cpuCount),
    effectiveCpus: sumOf(results, ({ host }) => host.effectiveCpus),
    memoryBytes: sumOf(results, ({ host }) => host.memoryBytes),
    node: words(({ node }) => node),
  };
}

function joinTargets(results: readonly [Result, ...Result[]] | readonly Result[]) {
  const targets = results.map(({ target }) => target);
  const words = (of: (target: Result['target']) => string) =>
    [...new Set(targets.map(of))].join(', ');
  return {
    kind: 'bridge' as const,
    url: words(({ url }) => url),
    embedded: targets.every(({ embedded }) => embedded),
    name: words(({ name }) => name),
    version: words(({ version }) => version),
    logId: words(({ logId }) => logId),
  };
}

/** Planned is what the whole run was to have, whichever shards are there. */
function joinedAgents({ scenario }: Result, results: readonly Result[]): Result['agents'] {
  return {
    planned: scenario.agents.reduce((sum, { count }) => sum + count, 0),
    joined: sumOf(results, ({ agents }) => agents.joined),
  };
}

function slicesOf(results: readonly Result[]): Slice[] {
  const byTags = new Map<string, Slice[]>();
  for (const slice of results.flatMap(({ slices }) => slices)) {
    const name = `${slice.op}\n${slice.role}\n${slice.behaviour}`;
    byTags.set(name, [...(byTags.get(name) ?? []), slice]);
  }
  return [...byTags]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, slices]) => slices.slice(0, 1).map((first) => joinSlices(first, slices)));
}

/** A shard that tells no honest agents apart has no others. */
function honestOf(results: readonly Result[]): Pick<Result, 'honest'> {
  const apart = results.find(({ honest }) => honest !== undefined)?.honest;
  if (apart === undefined) return {};
  return {
    honest: joinSlices(
      apart,
      results.map(({ honest, total }) => honest ?? total),
    ),
  };
}

function warmupOf(results: readonly Result[]): Pick<Result, 'warmup'> {
  const all = results.flatMap(({ warmup = [] }) => warmup);
  if (all.length === 0) return {};
  return {
    warmup: {
      durationMs: Math.max(...all.map(({ durationMs }) => durationMs)),
      counts: sumCounts(all.map(({ counts }) => counts)),
    },
  };
}

/** The figures of the machine that was pressed hardest, and every machine's reasons. */
function joinGenerators(shards: readonly ShardResult[], total: Slice): Result['generator'] {
  const results = shards.map(({ result }) => result);
  const most = (name: 'cpuMean' | 'cpuMax' | 'memoryMax' | 'eventLoopDelayP99') =>
    largest(results, ({ generator }) => generator[name]);
  return {
    limited: results.some(({ generator }) => generator.limited),
    reasons: shards.flatMap(({ result, shard }) =>
      result.generator.reasons.map((reason) => `${placeText(shard)}: ${reason}`),
    ),
    cpuMean: most('cpuMean'),
    cpuMax: most('cpuMax'),
    memoryMax: most('memoryMax'),
    eventLoopDelayP99: most('eventLoopDelayP99'),
    sendDelayP99: total.sendDelay.p99,
  };
}

function isConserved({ counts }: Slice): boolean {
  return counts.intended === counts.ok + counts.fail + counts.info + counts.dropped;
}

function describeShards({ shards, of, missing }: ShardSet): NonNullable<Result['merged']> {
  return {
    of,
    missing: [...missing],
    shards: shards.map(({ result, shard }) => ({
      number: shard.number,
      runId: result.run.id,
      startedAt: result.run.startedAt,
      hostFingerprint: result.host.fingerprint,
      targetUrl: result.target.url,
      agents: result.agents,
      counts: result.counts,
      generatorLimited: result.generator.limited,
      audit: result.audit,
      verdict: result.verdict,
    })),
  };
}
