import * as z from 'zod';
import { distribution } from './distribution.ts';
import { resultSchema } from './result.ts';

/**
 * What `lh-report` prints with `--json`: of a run, of a comparison, of trends. The number in
 * `schema` goes up when a reader of the old one would misread it; fields may be added at any time.
 * Durations are milliseconds, memory is bytes, shares and relative changes are shares of 1.
 */
const { run, scenario, target, verdict, agents, counts, generator } = resultSchema.shape;
const { thresholds, slo, invariants, total } = resultSchema.shape;
const count = z.int().min(0);
const known = z.number().nullable();
const figures = z.looseObject(distribution.omit({ hdr: true }).shape);
const verdictValue = verdict.shape.value;

const summaryAudit = z.union([
  z.looseObject({ status: z.literal('skipped'), reason: z.string() }),
  z.looseObject({
    status: z.literal('done'),
    log: z.enum(['intact', 'tampered', 'unknown']),
    verifiedCount: count,
    findingCount: count,
    acknowledged: count,
    events: count,
    lost: count,
    forged: count,
    duplicated: count,
    changed: count,
    outOfOrder: count,
  }),
]);

export const reportSummarySchema = z.looseObject({
  schema: z.literal('lighthouse/report-summary/1'),
  run: z.looseObject({
    id: run.shape.id,
    scenario: scenario.shape.name,
    tags: z.array(z.string()),
    startedAt: run.shape.startedAt,
    durationMs: run.shape.durationMs,
    seed: run.shape.seed,
    planSha256: run.shape.planSha256,
    interrupted: z.string().nullable(),
  }),
  /** The machine's fingerprint: figures of two machines can't be set against each other. */
  host: z.string(),
  target: z.looseObject(target.pick({ kind: true, name: true, version: true }).shape),
  verdict,
  agents,
  counts,
  conserved: z.boolean(),
  okPerSecond: known,
  errorShare: known,
  latency: figures,
  serviceTime: figures,
  sendDelay: figures,
  errors: total.shape.errors,
  thresholds,
  slo: slo.unwrap(),
  invariants,
  audit: summaryAudit,
  generator: z.looseObject(generator.pick({ limited: true, reasons: true }).shape),
  written: z.array(z.looseObject({ format: z.string(), path: z.string() })),
});

const side = z.looseObject({ label: z.string(), runs: count });
/** Where a figure lies with a confidence of 99 %; null where that can't be said. */
const interval = z.looseObject({ low: z.number(), high: z.number() }).nullable();
const unit = z.enum(['duration', 'share', 'rate', 'count', 'cores', 'bytes']);
const better = z.enum(['higher', 'lower']);

export const comparisonAnswerSchema = z.looseObject({
  schema: z.literal('lighthouse/comparison/1'),
  /** Each side with the first. */
  comparisons: z.array(
    z.looseObject({
      base: side,
      other: side,
      /** What makes the runs hard to compare; blocking ones leave a verdict unknown. */
      warnings: z.array(z.looseObject({ isBlocking: z.boolean(), text: z.string() })),
      differences: z.array(
        z.looseObject({
          name: z.string(),
          unit,
          better,
          base: known,
          other: known,
          intervals: z.tuple([interval, interval]),
          /** (other - base) / base; null when a figure is missing or the base is zero. */
          relative: known,
          /** Too small a difference to be seen is `unclear`. */
          change: z.enum(['better', 'worse', 'unclear']),
          reason: z.string(),
        }),
      ),
    }),
  ),
  /** Of `--fail-on-regression`; null without it. */
  verdict: verdict.nullable(),
});

export const trendsAnswerSchema = z.looseObject({
  schema: z.literal('lighthouse/trends/1'),
  trends: z.array(
    z.looseObject({
      scenario: z.string(),
      host: z.string(),
      /** Oldest first. */
      runs: z.array(
        z.looseObject({
          id: z.string(),
          startedAt: z.string(),
          verdict: verdictValue,
          isLimited: z.boolean(),
        }),
      ),
      figures: z.array(
        z.looseObject({
          name: z.string(),
          unit,
          better,
          /** One a run; null where a run has too few samples. */
          values: z.array(known),
          /** Median of the runs before the last. */
          usual: known,
          last: z.enum([
            'better than all before',
            'worse than all before',
            'within',
            'too few runs',
          ]),
        }),
      ),
    }),
  ),
});
