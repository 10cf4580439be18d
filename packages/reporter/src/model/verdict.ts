import { formatCount, formatDuration } from '@lighthouse/cli-kit/format';
import type { OutcomeCounts, Result, VerdictValue } from '@lighthouse/contract';
import { acknowledgedParts, verdictReasons } from '@lighthouse/verdict';
import type { VerdictReason } from '@lighthouse/verdict';
import { discrepancyCount, LOG_TONES } from './audit.ts';
import { formatShare } from './cells.ts';
import { faultSupport } from './faults.ts';
import { judgementsOf } from './judgements.ts';
import type { Judgement } from './judgements.ts';
import { liarSupport } from './liars.ts';
import { isPartitioned } from './slices.ts';
import type { Tone } from './table.ts';

/** One of the things that a verdict rests on. */
export interface Support {
  readonly label: string;
  readonly tone: Tone;
  readonly text: string;
}

export interface VerdictView {
  readonly value: VerdictValue;
  readonly word: string;
  readonly sentence: string;
  readonly reasons: readonly VerdictReason[];
  readonly supports: readonly Support[];
  /** What does not add up in the file itself. */
  readonly contradictions: readonly string[];
}

const WORDS = { good: 'Good', bad: 'Bad', unknown: 'Unknown' } as const;

export function verdictView(result: Result): VerdictView {
  const { value } = result.verdict;
  const judgements = judgementsOf(result);
  return {
    value,
    word: WORDS[value],
    sentence: sentenceOf(result),
    reasons: verdictReasons(result.verdict),
    supports: [
      judged(
        'Thresholds',
        judgements.filter(({ kind }) => kind === 'threshold'),
      ),
      ...objectiveSupport(judgements),
      judged(
        'Invariants',
        judgements.filter(({ kind }) => kind === 'invariant'),
      ),
      auditSupport(result),
      ...[liarSupport(result), faultSupport(result)].filter((support) => support !== undefined),
      conservationSupport(result),
      generatorSupport(result),
      completenessSupport(result),
    ],
    contradictions: contradictionsOf(result),
  };
}

function sentenceOf(result: Result): string {
  switch (result.verdict.value) {
    case 'good':
      return 'Every threshold and invariant held, and was checked.';
    case 'unknown':
      return 'It cannot be said whether the target is good or bad. Unknown is not good.';
    case 'bad':
      return badSentence(result);
  }
}

function badSentence({ thresholds, slo = [], invariants }: Result): string {
  const areLimitsBroken = [...thresholds, ...slo].some(({ verdict }) => verdict === 'bad');
  const isLogWrong = invariants.some(({ verdict }) => verdict === 'bad');
  if (areLimitsBroken && isLogWrong)
    return 'Limits were broken, and the log is not what it should be.';
  if (isLogWrong) return 'The log is not what it should be.';
  return areLimitsBroken ? 'A limit was broken.' : 'The run did not hold what was asked of it.';
}

function objectiveSupport(judgements: readonly Judgement[]): Support[] {
  const objectives = judgements.filter(({ kind }) => kind === 'objective');
  return objectives.length === 0 ? [] : [judged('Objectives', objectives)];
}

function judged(label: string, items: readonly { readonly verdict: VerdictValue }[]): Support {
  const counts = { good: 0, bad: 0, unknown: 0 };
  for (const { verdict } of items) counts[verdict]++;
  if (items.length === 0) return { label, tone: 'plain', text: 'none asked for' };
  const parts = [`${counts.good} of ${items.length} held`];
  if (counts.bad > 0) parts.push(`${counts.bad} broken`);
  if (counts.unknown > 0) parts.push(`${counts.unknown} not judged`);
  const tone = counts.bad > 0 ? 'bad' : counts.unknown > 0 ? 'unknown' : 'good';
  return { label, tone, text: parts.join(', ') };
}

function auditSupport(result: Result): Support {
  const { audit } = result;
  const label = 'Audit';
  if (audit.status === 'skipped')
    return { label, tone: 'unknown', text: `skipped: ${audit.reason}` };
  const differing = discrepancyCount(audit);
  const [acknowledged, events] = [audit.acknowledged, audit.events].map(formatCount);
  const parts = acknowledgedParts(result)?.map(
    ({ count, what }) => `${formatCount(count)} ${what}`,
  );
  const of = parts === undefined ? '' : ` (${parts.join(', ')})`;
  const compared = `${acknowledged} acknowledged${of} compared with ${events} events`;
  const found = differing === 0 ? 'no difference' : `${formatCount(differing)} differ`;
  return {
    label,
    tone: differing > 0 ? 'bad' : LOG_TONES[audit.log.value],
    text: `log ${audit.log.value}; ${compared}: ${found}`,
  };
}

function conservationSupport({ counts, conserved }: Result): Support {
  const isConserved = conserved && addsUp(counts);
  return {
    label: 'Conservation',
    tone: isConserved ? 'good' : 'unknown',
    text: `${isConserved ? '' : 'broken: '}${conservationText(counts, isConserved)}`,
  };
}

/**
 * Writes the law that every run has to obey, as an equation or as the inequality that it turned out
 * to be.
 */
export function conservationText(counts: OutcomeCounts, isConserved: boolean): string {
  const { intended, ok, fail, info, dropped } = counts;
  const parts = [
    `${formatCount(ok)} ok`,
    `${formatCount(fail)} failed`,
    `${formatCount(info)} unknown`,
    `${formatCount(dropped)} dropped`,
  ];
  return `${formatCount(intended)} intended ${isConserved ? '=' : '≠'} ${parts.join(' + ')}`;
}

function generatorSupport({ generator }: Result): Support {
  const label = 'Generator';
  if (generator.limited)
    return { label, tone: 'unknown', text: `was the bottleneck: ${generator.reasons.join('; ')}` };
  const details = [
    generator.sendDelayP99 === null
      ? undefined
      : `99% of operations sent within ${formatDuration(generator.sendDelayP99)} of when they were intended`,
    generator.cpuMax === null ? undefined : `at most ${formatShare(generator.cpuMax)} of one core`,
  ].filter((detail) => detail !== undefined);
  if (details.length === 0) return { label, tone: 'plain', text: 'nothing was measured' };
  const text = `kept up: ${details.join(', ')}`;
  return { label, tone: 'good', text };
}

function completenessSupport({ run, agents }: Result): Support {
  const label = 'Run';
  const joined = `${formatCount(agents.joined)} of ${formatCount(agents.planned)} agents joined`;
  if (run.interrupted !== undefined)
    return {
      label,
      tone: 'unknown',
      text: `stopped before its end: ${run.interrupted}; ${joined}`,
    };
  return { label, tone: agents.joined < agents.planned ? 'unknown' : 'good', text: joined };
}

function addsUp({ intended, ok, fail, info, dropped }: OutcomeCounts): boolean {
  return intended === ok + fail + info + dropped;
}

/**
 * A reader of a report relies on the figures in it; where the file contradicts itself, it says so.
 */
function contradictionsOf(result: Result): string[] {
  const { verdict, thresholds, slo = [], invariants, audit, counts, conserved } = result;
  const found: string[] = [];
  const isJudgedGood = verdict.value === 'good';
  if (
    isJudgedGood &&
    [...thresholds, ...slo, ...invariants].some((each) => each.verdict !== 'good')
  )
    found.push('the verdict is good, but not all that was asked for held');
  if (isJudgedGood && audit.status === 'done' && discrepancyCount(audit) > 0)
    found.push('the verdict is good, but history and log differ');
  if (isJudgedGood && audit.status === 'done' && audit.log.value !== 'intact')
    found.push('the verdict is good, but the log is not known to be intact');
  if (conserved !== addsUp(counts))
    found.push('the file says otherwise about conservation than its own counts');
  if (!isPartitioned(result))
    found.push('the figures by operation, role and behaviour do not add up to the total');
  return found;
}
