import {
  INVARIANTS,
  METRICS,
  parseMetricSelector,
  parseThresholdLimit,
} from '@lighthouse/contract';
import type { Result, VerdictValue } from '@lighthouse/contract';
import { sloName } from '@lighthouse/verdict';
import {
  codeCell,
  countCell,
  durationCell,
  formatFigure,
  rateCell,
  shareCell,
  textCell,
  verdictCell,
} from './cells.ts';
import { withoutEmptyColumns } from './table.ts';
import type { Cell, Table } from './table.ts';

type Threshold = Result['thresholds'][number];

/** One thing that was asked for, and whether it held. */
export interface Judgement {
  readonly kind: 'threshold' | 'objective' | 'invariant';
  readonly name: string;
  readonly verdict: VerdictValue;
  /** What was found, in words. */
  readonly message: string;
}

/** All thresholds, then all objectives, then all invariants. */
export function judgementsOf(result: Result): Judgement[] {
  return [
    ...judgedThresholds(result).map((threshold): Judgement => ({
      kind: 'threshold',
      name: `${threshold.metric}: ${threshold.limit}`,
      verdict: threshold.verdict,
      message: threshold.reason || `actual ${actualCell(threshold).text}`,
    })),
    ...(result.slo ?? []).map((objective): Judgement => ({
      kind: 'objective',
      name: sloName(objective),
      verdict: objective.verdict,
      message: objective.reason,
    })),
    ...judgedInvariants(result).map(({ name, verdict, reason }): Judgement => ({
      kind: 'invariant',
      name,
      verdict,
      message: reason,
    })),
  ];
}

const NOT_JUDGED = { verdict: 'unknown', reason: 'the run did not come to its judgement' } as const;

/**
 * The thresholds of a run; of one that was killed outright those that its scenario asks for, not
 * judged.
 */
function judgedThresholds({ thresholds, scenario }: Result): Result['thresholds'] {
  if (thresholds.length > 0) return thresholds;
  return scenario.thresholds.map(({ metric, limit }) => ({
    metric,
    limit,
    actual: null,
    ...NOT_JUDGED,
  }));
}

function judgedInvariants({ invariants, scenario }: Result): Result['invariants'] {
  if (invariants.length > 0) return invariants;
  return scenario.invariants.map((name) => ({ name, ...NOT_JUDGED }));
}

export function thresholdsTable(result: Result): Table {
  return withoutEmptyColumns({
    id: 'thresholds',
    title: 'Thresholds',
    columns: [
      { label: 'Metric' },
      { label: 'Limit' },
      { label: 'Actual', isNumeric: true },
      { label: 'Verdict' },
      { label: 'Because' },
    ],
    groups: [
      {
        rows: judgedThresholds(result).map((threshold) => [
          codeCell(threshold.metric),
          codeCell(threshold.limit),
          actualCell(threshold),
          verdictCell(threshold.verdict),
          textCell(threshold.reason),
        ]),
      },
    ],
    whenEmpty: 'The scenario sets no thresholds.',
  });
}

/** Shows what was measured in the unit of its metric. */
export function actualCell({ metric, limit, actual }: Threshold): Cell {
  if (actual === null) return durationCell(null);
  const selector = parseMetricSelector(metric);
  if (typeof selector === 'string') return { text: formatFigure(actual), value: actual };
  const { kind } = METRICS[selector.metric];
  if (kind === 'trend') return durationCell(actual);
  const parsed = parseThresholdLimit(limit, selector.metric);
  if (typeof parsed !== 'string' && parsed.aggregate === 'rate')
    return kind === 'rate' ? shareCell(actual) : rateCell(actual);
  return countCell(actual);
}

export function invariantsTable(result: Result): Table {
  return withoutEmptyColumns({
    id: 'invariants',
    title: 'Invariants',
    columns: [
      { label: 'Invariant' },
      { label: 'Verdict' },
      { label: 'What must hold' },
      { label: 'Because' },
    ],
    groups: [
      {
        rows: judgedInvariants(result).map(({ name, verdict, reason }) => [
          codeCell(name),
          verdictCell(verdict),
          textCell(meaningOf(name)),
          textCell(reason),
        ]),
      },
    ],
    whenEmpty: 'The scenario asks for no invariants.',
  });
}

function meaningOf(name: string): string {
  const known: Readonly<Record<string, string>> = INVARIANTS;
  return Object.hasOwn(known, name) ? (known[name] ?? '') : '';
}
