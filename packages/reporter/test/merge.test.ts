import { expect, test } from '@jest/globals';
import { resultSchema } from '@lighthouse/contract';
import type { Result } from '@lighthouse/contract';
import { figuresOf, judgeSlo, judgeThresholds, Trend } from '@lighthouse/verdict';
import fc from 'fast-check';
import { renderReproduction } from '../src/html/reproduction-section.ts';
import { renderJunit } from '../src/junit/junit.ts';
import { mergeShards } from '../src/merge/merge-shards.ts';
import { describeResult } from '../src/model/report.ts';
import { renderTerminal } from '../src/terminal/summary.ts';
import { AGENTS, resultOf, SECONDS, shardsOf } from './sharded-run.ts';
import type { Deed } from './sharded-run.ts';
import { BARE_SCREEN } from './bare-looks.ts';

const deed: fc.Arbitrary<Deed> = fc.record({
  agent: fc.integer({ min: 0, max: AGENTS - 1 }),
  op: fc.constantFrom('command', 'review'),
  second: fc.integer({ min: 0, max: SECONDS - 1 }),
  outcome: fc.constantFrom('ok', 'ok', 'ok', 'fail', 'info', 'dropped'),
  latencyUs: fc.integer({ min: 1, max: 40_000_000 }),
  delayUs: fc.integer({ min: 0, max: 3000 }),
});

const merge = (results: readonly Result[]) =>
  mergeShards(results.map((result, index) => ({ name: `run ${index + 1}`, result })));

/** Spells histograms out: one that grew in other steps is encoded with another header. */
function decoded(part: unknown): unknown {
  return JSON.parse(JSON.stringify(part ?? null), (key, value: unknown) => {
    if (key !== 'hdr' || typeof value !== 'string') return value;
    const trend = new Trend('wide');
    trend.addEncoded(value, { min: 0, max: 0 });
    return [...trend.recorded()];
  });
}

/** A run whose figures support every quantile that is asked for. */
const DEEDS: readonly Deed[] = Array.from({ length: 800 }, (_, index) => ({
  agent: index % AGENTS,
  op: index % 5 === 0 ? 'review' : 'command',
  second: index % SECONDS,
  outcome: index % 400 === 399 ? 'fail' : 'ok',
  latencyUs: 500 + index,
  delayUs: index % 50,
}));

const HALVES = shardsOf(DEEDS, 2);
const THIRDS = shardsOf(DEEDS, 3);

test('the merge of shards is the whole run: counts, histograms, series, heat map, judgements', () => {
  fc.assert(
    fc.property(
      fc.array(deed, { minLength: 1, maxLength: 80 }),
      fc.integer({ min: 2, max: 4 }),
      (deeds, of) => {
        const whole = resultOf(deeds);
        const merged = merge(shardsOf(deeds, of));
        for (const part of [
          'counts',
          'total',
          'slices',
          'series',
          'latencyHeatMap',
          'agents',
        ] as const)
          expect(decoded(merged[part])).toEqual(decoded(whole[part]));
        expect(merged.slo).toEqual(judgeSlo(whole.slo ?? []));
        expect(merged.thresholds).toEqual(
          judgeThresholds(whole.thresholds, figuresOf(whole.slices, SECONDS)),
        );
        expect(merged.conserved).toBe(true);
      },
    ),
    { numRuns: 8 },
  );
});

test('a merged result is a result, and every report reads it', () => {
  const merged = merge(THIRDS);
  expect(resultSchema.parse(JSON.parse(JSON.stringify(merged)))).toEqual(merged);
  expect(merged.verdict).toEqual({
    value: 'good',
    reasons: [expect.stringMatching(/^kept all .*, merged from 3 shards$/)],
  });
  expect(merged.merged?.shards.map(({ runId }) => runId)).toEqual([
    'shard-1',
    'shard-2',
    'shard-3',
  ]);
  expect(merged.host.cpuCount).toBe(3 * resultOf(DEEDS).host.cpuCount);
  const report = describeResult(merged);
  expect(report.shards.groups[0]?.rows).toHaveLength(3);
  expect(report.verdict.contradictions).toEqual([]);
  expect(renderTerminal(report, BARE_SCREEN)).toContain('merged from 3 shards');
  const { command } = merged.run;
  expect(command.split('\n')).toHaveLength(3);
  expect(renderReproduction(report).text).toContain(`<code>${command}</code>`);
  expect(renderJunit(merged)).toContain('<testsuites');
});

test('a shard that is missing is said, and nothing is good without it', () => {
  const [first, , third] = THIRDS;
  const { verdict, merged, agents, invariants, audit } = merge([third!, first!]);
  expect(verdict.value).toBe('unknown');
  expect(verdict.reasons[0]).toBe('shard 2 of 3 is missing');
  expect(merged?.missing).toEqual([2]);
  expect(agents).toEqual({ planned: 10, joined: 7 });
  expect(new Set(invariants.map((each) => each.verdict))).toEqual(new Set(['unknown']));
  expect(audit).toMatchObject({ status: 'done', log: { value: 'unknown' } });
});

test('what one shard lost is lost, though the others lost nothing', () => {
  const [first, second] = HALVES;
  if (second?.audit.status !== 'done') throw new Error('the sample is audited');
  const lost = {
    ...second,
    audit: {
      ...second.audit,
      lost: { count: 1, examples: [{ agent: 'builder-1', op: 'command', what: 'not in the log' }] },
    },
    invariants: second.invariants.map((invariant) =>
      invariant.name === 'nothing-lost'
        ? { ...invariant, verdict: 'bad' as const, reason: '1 lost' }
        : invariant,
    ),
  };
  const { verdict, audit, invariants } = merge([first!, lost]);
  expect(audit).toMatchObject({ status: 'done', lost: { count: 1 } });
  expect(invariants.find(({ name }) => name === 'nothing-lost')?.verdict).toBe('bad');
  expect(verdict.value).toBe('bad');
});

test('a shard without an audit leaves open what its log says, but not what was found elsewhere', () => {
  const [first, second] = HALVES;
  const unaudited: Result = {
    ...second!,
    audit: { status: 'skipped', reason: 'no log was named' },
    invariants: second!.invariants.map((invariant) => ({
      ...invariant,
      verdict: 'unknown',
      reason: 'not audited: no log was named',
    })),
  };
  const { verdict, invariants, merged } = merge([first!, unaudited]);
  expect(verdict.value).toBe('unknown');
  expect(invariants[0]?.reason).toBe('shard 2 of 2: not audited: no log was named');
  expect(merged?.shards.map(({ audit }) => audit.status)).toEqual(['done', 'skipped']);
});

test('a target that ended by itself during one shard is bad for all', () => {
  const [first, second] = HALVES;
  const crashed: Result = {
    ...second!,
    verdict: { value: 'bad', reasons: ['the bridge ended by itself: exit code 1'] },
  };
  expect(merge([first!, crashed]).verdict).toMatchObject({
    value: 'bad',
    reasons: ['shard 2 of 2: the bridge ended by itself: exit code 1'],
  });
});

test('damage that one shard saw live is bad for all, though nobody asked for it', () => {
  const isAsked = (name: string) => name !== 'log-intact';
  const [first, second] = HALVES.map((half) => ({
    ...half,
    scenario: { ...half.scenario, invariants: half.scenario.invariants.filter(isAsked) },
    invariants: half.invariants.filter(({ name }) => isAsked(name)),
  }));
  const reason = 'event 7 was found corrupt while the run went on';
  const damaged: Result = {
    ...second!,
    invariants: [...second!.invariants, { name: 'log-intact', verdict: 'bad', reason }],
    verdict: { value: 'bad', reasons: [`log-intact: ${reason}`] },
  };
  const merged = merge([first!, damaged]);
  expect(merged.invariants.at(-1)).toEqual({
    name: 'log-intact',
    verdict: 'bad',
    reason: `shard 2 of 2: ${reason}`,
  });
  expect(merged.verdict.value).toBe('bad');
});

test('shards that came one after the other never were the load of the whole', () => {
  const [first, second] = HALVES;
  const later: Result = {
    ...second!,
    series: { ...second!.series, startMs: second!.series.startMs + 60_000 },
  };
  const merged = merge([first!, later]);
  expect(merged.verdict.reasons).toContain(
    'the shards were under load together for only 0 s of 4 s',
  );
  expect(merged.series.intended).toHaveLength(64);
  expect(merged.series.agents[30]).toBe(0);
  expect(merged.counts).toEqual(resultOf(DEEDS).counts);
});

test('what are no shards of one run is refused, and it is said why', () => {
  const [first, second] = HALVES;
  const refused = (results: readonly Result[]): unknown => {
    try {
      return merge(results);
    } catch (error) {
      return error;
    }
  };
  const differing = (change: Partial<Result>) => refused([first!, { ...second!, ...change }]);
  const code = 'LH_NOT_MERGEABLE';
  expect(refused([first!])).toMatchObject({ code });
  expect(refused([first!, resultOf(DEEDS)])).toMatchObject({
    message: 'the result is that of a whole run',
  });
  expect(refused([first!, merge([first!, second!])])).toMatchObject({
    message: 'the result was merged before',
  });
  expect(refused([first!, second!, first!])).toMatchObject({
    code,
    message: 'the same shard is there twice',
    facts: { shard: 1, one: 'run 1', other: 'run 3' },
  });
  expect(refused([first!, THIRDS[1]!])).toMatchObject({
    message: 'the shards differ in their number of shards',
  });
  expect(differing({ run: { ...second!.run, seed: 8 } })).toMatchObject({
    message: 'the shards differ in their seed',
    facts: { 'run 2': 8 },
  });
  const planSha256 = 'f'.repeat(64);
  expect(differing({ run: { ...second!.run, planSha256 } })).toMatchObject({
    message: 'the shards differ in their plan',
  });
  expect(differing({ tool: { name: 'lh-run', version: '9.9.9' } })).toMatchObject({
    message: 'the shards differ in their version of lh-run',
  });
  const rows = { latency: [], sendDelay: [], sendDelayMax: [] };
  expect(differing({ shard: { ...second!.shard!, rows } })).toMatchObject({ code: 'LH_NOT_A_RUN' });
});

test('a histogram that is none is refused', () => {
  const [first, second] = HALVES;
  const { rows } = second!.shard!;
  const latency = rows.latency.map(() => 'no histogram');
  const broken = { ...second!, shard: { ...second!.shard!, rows: { ...rows, latency } } };
  expect(() => merge([first!, broken])).toThrow('a histogram that cannot be read');
});
