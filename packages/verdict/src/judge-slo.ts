import { samplesNeededFor } from '@lighthouse/contract';
import type { Objective, SloFigures, SloResult } from './slo-figures.ts';

/**
 * Judges objectives on what was counted. With so few operations that a single bad one would use up
 * the budget nothing is known; nor is it when an objective was missed by a generator that was the
 * bottleneck, unless what failed or got lost is too much by itself: errors are judged in any case
 * (docs/decisions/0011).
 */
export function judgeSlo(figures: readonly SloFigures[], isGeneratorLimited = false): SloResult[] {
  return figures.map((slo) => {
    const needed = samplesNeededFor(slo.target * 100);
    if (slo.total < needed || slo.achieved === null) {
      const reason = `too few operations: ${needed} are needed, there are ${slo.total}`;
      return { ...slo, verdict: 'unknown', reason };
    }
    const reason = `${percent(slo.achieved)} were good; ${budgetText(slo)}`;
    if (slo.achieved >= slo.target) return { ...slo, verdict: 'good', reason };
    if (!isGeneratorLimited) return { ...slo, verdict: 'bad', reason };
    const failed = slo.failed ?? 0;
    if (failed > slo.budget.allowed) {
      const alone = `${failed} failed or got lost, which counts however busy the generator was`;
      return { ...slo, verdict: 'bad', reason: `${reason}; ${alone}` };
    }
    return {
      ...slo,
      verdict: 'unknown',
      reason: `${reason}; but the generator was the bottleneck`,
    };
  });
}

/** Names an objective as one reads it aloud. */
export function sloName({ metric, target, under }: Objective): string {
  return `${percent(target)} of ${metric} under ${under} ms`;
}

function budgetText({ budget, burnRate, worst }: SloFigures): string {
  const spent = `${budget.spent} were bad, where ${digits(budget.allowed)} may be`;
  const burned = burnRate === null ? '' : `: burn rate ${digits(burnRate)}`;
  const most =
    worst === null || worst.burnRate === 0
      ? ''
      : `, at most ${digits(worst.burnRate)} within ${worst.durationMs / 1000} s`;
  return `${spent}${burned}${most}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(3))} %`;
}

function digits(value: number): string {
  return String(value >= 100 ? Math.round(value) : Number(value.toPrecision(2)));
}
