import type { Result, VerdictValue } from '@lighthouse/contract';
import type { FaultResult } from '@lighthouse/contract/fault-result';
import { judgeFaults } from './judge-faults.ts';
import { sloName } from './judge-slo.ts';

export type Verdict = Result['verdict'];
export type JudgedRun = Pick<
  Result,
  'thresholds' | 'invariants' | 'conserved' | 'counts' | 'generator' | 'agents'
> & {
  readonly faults?: readonly FaultResult[];
  readonly slo?: Result['slo'];
  /** What was talked to; a bridge without TLS when left out. */
  readonly target?: Pick<Result['target'], 'kind' | 'tls'>;
  /** Why the run was stopped before its end. */
  readonly interrupted?: string | undefined;
};

/** More than this share of the load not sent is another load than was asked for. */
const DROPPED_SHARE_MAX = 0.01;

/**
 * Gives the one verdict on a run, with everything that speaks for it. Bad beats unknown, unknown
 * beats good; but all that is bad or unknown is said, the bad first. Of a good one the first reason
 * speaks for it, and the others are its reservations.
 */
export function judgeRun(run: JudgedRun): Verdict {
  const judged = [
    ...run.invariants.map(({ name, verdict, reason }) => ({
      verdict,
      reason: `${name}: ${reason}`,
    })),
    ...run.thresholds.map(({ metric, limit, verdict, reason }) => ({
      verdict,
      reason: `${metric}: ${limit}: ${reason}`,
    })),
    ...(run.slo ?? []).map((slo) => ({
      verdict: slo.verdict,
      reason: `${sloName(slo)}: ${slo.reason}`,
    })),
    ...judgeFaults(run.faults ?? []),
    ...doubts(run).map((reason) => ({ verdict: 'unknown' as const, reason })),
  ];
  const reasonsFor = (value: VerdictValue) =>
    judged.filter(({ verdict }) => verdict === value).map(({ reason }) => reason);
  const bad = reasonsFor('bad');
  const unknown = reasonsFor('unknown');
  if (bad.length > 0) return badVerdict(bad, unknown);
  if (unknown.length > 0) return { value: 'unknown', reasons: unknown };
  return { value: 'good', reasons: [praise(run), ...notExamined(run), ...slowness(run)] };
}

/** What is bad of a run, and what could not be judged of it. */
export function badVerdict(bad: readonly string[], unknown: readonly string[]): Verdict {
  const unknownCount = unknown.length;
  const reasons = [...bad, ...unknown];
  return { value: 'bad', reasons, ...(unknownCount === 0 ? {} : { unknownCount }) };
}

/** What keeps a run from being judged, however good its figures look. */
function doubts(run: JudgedRun): string[] {
  const { conserved, counts, generator, agents, interrupted } = run;
  const doubtful: string[] = [];
  if (run.target?.kind === 'http' && isNothingAsked(run))
    doubtful.push('nothing was asked of the server: name thresholds or an slo');
  if (interrupted !== undefined) doubtful.push(`stopped before its end: ${interrupted}`);
  if (agents.joined < agents.planned) {
    doubtful.push(`only ${agents.joined} of ${agents.planned} agents joined`);
  }
  if (counts.ok === 0) doubtful.push('no operation was acknowledged');
  if (generator.limited && counts.dropped > DROPPED_SHARE_MAX * counts.intended) {
    doubtful.push(
      `generator-limited: ${counts.dropped} of ${counts.intended} operations were never sent, ` +
        generator.reasons.join(', '),
    );
  }
  if (!conserved) {
    const { intended, ok, fail, info, dropped } = counts;
    doubtful.push(
      `our bug: ${intended} intended are not ${ok} ok + ${fail} fail + ${info} info + ${dropped} dropped`,
    );
  }
  return doubtful;
}

function isNothingAsked({ thresholds, invariants, slo = [] }: JudgedRun): boolean {
  return thresholds.length + invariants.length + slo.length === 0;
}

/** What a good verdict does not vouch for. */
function notExamined({ target }: JudgedRun): string[] {
  return [
    ...(target?.kind === 'http'
      ? ['not examined: what the server keeps, for it has no log that could be read back']
      : []),
    ...(target?.tls === 'insecure'
      ? ['not examined: who answered, for any certificate was taken (insecure)']
      : []),
  ];
}

/** A slow generator is said even when it changes nothing. */
function slowness({ generator }: JudgedRun): string[] {
  if (!generator.limited) return [];
  return [
    `although generator-limited (${generator.reasons.join(', ')}): that can only have made ` +
      'these figures worse',
  ];
}

function praise({ thresholds, invariants, slo = [] }: JudgedRun): string {
  const parts = [
    ...(invariants.length > 0 ? [counted(invariants.length, 'invariant')] : []),
    ...(thresholds.length > 0 ? [counted(thresholds.length, 'threshold')] : []),
    ...(slo.length > 0 ? [counted(slo.length, 'objective')] : []),
  ];
  return parts.length === 0 ? 'nothing was asked of it' : `kept ${parts.join(' and ')}`;
}

function counted(count: number, noun: string): string {
  return count === 1 ? `its ${noun}` : `all ${count} ${noun}s`;
}
