import type { Distribution, Result } from '@lighthouse/contract';
import { AUDIT_CHECKS } from '../model/audit.ts';
import { okPerSecond } from '../model/key-figures.ts';
import { errorShare } from '../model/slices.ts';

/** A file that was written. */
export interface Written {
  readonly format: string;
  readonly path: string;
}

/**
 * The answer of `lh-report --json`: the figures of a run without its histograms and time series.
 * The number in `schema` goes up when a reader of the old one would misread it; fields may be added
 * at any time. Times are milliseconds.
 */
export function summarise(result: Result, written: readonly Written[]) {
  const { run, scenario, host, target, counts, total, generator } = result;
  return {
    schema: 'lighthouse/report-summary/1',
    run: {
      id: run.id,
      scenario: scenario.name,
      tags: scenario.tags,
      startedAt: run.startedAt,
      durationMs: run.durationMs,
      seed: run.seed,
      planSha256: run.planSha256,
      interrupted: run.interrupted ?? null,
    },
    host: host.fingerprint,
    target: { kind: target.kind, name: target.name, version: target.version },
    verdict: result.verdict,
    agents: result.agents,
    counts,
    conserved: result.conserved,
    okPerSecond: okPerSecond(result),
    errorShare: errorShare(counts),
    latency: figuresOf(total.latency),
    serviceTime: figuresOf(total.serviceTime),
    sendDelay: figuresOf(total.sendDelay),
    errors: total.errors,
    thresholds: result.thresholds,
    slo: result.slo ?? [],
    invariants: result.invariants,
    audit: auditOf(result),
    generator: { limited: generator.limited, reasons: generator.reasons },
    written,
  };
}

function figuresOf({ hdr: _hdr, ...figures }: Distribution): Omit<Distribution, 'hdr'> {
  return figures;
}

function auditOf({ audit }: Result) {
  if (audit.status === 'skipped') return audit;
  return {
    status: audit.status,
    log: audit.log.value,
    verifiedCount: audit.log.verifiedCount,
    findingCount: audit.log.findingCount,
    acknowledged: audit.acknowledged,
    events: audit.events,
    ...Object.fromEntries(AUDIT_CHECKS.map(({ key }) => [key, audit[key].count])),
  };
}
