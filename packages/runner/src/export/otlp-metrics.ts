import type { SliceTotals } from '../metrics/slice-totals.ts';
import type { LivePoint, LiveStart } from '../run/live-observer.ts';
import { BUCKET_SECONDS, BucketCounts } from './bucket-counts.ts';

/**
 * Metrics of a run as an ExportMetricsServiceRequest of OTLP 1.x in JSON
 * (opentelemetry-proto, docs/specification.md, "JSON Protobuf Encoding"): 64-bit integers are
 * texts, enumerations numbers. All sums are cumulative, so that a request that was lost is made
 * good by the next.
 */
type Attribute = { readonly key: string; readonly value: { readonly stringValue: string } };

const CUMULATIVE = 2;
const OUTCOMES = ['ok', 'fail', 'info', 'dropped'] as const;

interface Row {
  readonly attributes: readonly Attribute[];
  readonly counts: Record<(typeof OUTCOMES)[number], number>;
  readonly times: BucketCounts;
}

/** Adds up the seconds of a run for OpenTelemetry. */
export class OtlpMetrics {
  readonly #start: LiveStart;
  readonly #rows = new Map<string, Row>();

  constructor(start: LiveStart) {
    this.#start = start;
  }

  /** Takes a second in and gives the body of a request with all that is known after it. */
  add(point: LivePoint): string {
    for (const slice of point.slices) this.#count(slice);
    const { toolVersion: version, runId, scenario, startMs } = this.#start;
    const when = {
      startTimeUnixNano: nanoseconds(startMs),
      timeUnixNano: nanoseconds(point.startMs + 1000),
    };
    const attributes = attributesOf({
      'service.name': 'lh-run',
      'service.version': version,
      'service.instance.id': runId,
      'lighthouse.scenario': scenario,
    });
    const scope = { name: 'lh-run', version };
    const metrics = [...this.#sums(when), ...gaugesOf(point, when.timeUnixNano)];
    return JSON.stringify({
      resourceMetrics: [{ resource: { attributes }, scopeMetrics: [{ scope, metrics }] }],
    });
  }

  #sums(when: { readonly startTimeUnixNano: string; readonly timeUnixNano: string }) {
    const rows = [...this.#rows.values()];
    const operations = rows.flatMap(({ attributes, counts }) =>
      OUTCOMES.map((outcome) => ({
        ...when,
        attributes: [...attributes, ...attributesOf({ outcome })],
        asInt: String(counts[outcome]),
      })),
    );
    const latency = rows.map(({ attributes, times }) => ({
      ...when,
      attributes,
      count: String(times.counts.reduce((sum, count) => sum + count, 0)),
      sum: times.sumSeconds,
      bucketCounts: times.counts.map(String),
      explicitBounds: BUCKET_SECONDS,
    }));
    const sum = { aggregationTemporality: CUMULATIVE, isMonotonic: true, dataPoints: operations };
    const histogram = { aggregationTemporality: CUMULATIVE, dataPoints: latency };
    return [
      { name: 'lighthouse.operations', unit: '{operation}', sum },
      { name: 'lighthouse.latency', unit: 's', histogram },
    ];
  }

  #count({ tags, counts, latency }: SliceTotals): void {
    const key = `${tags.op}\n${tags.role}\n${tags.behaviour}`;
    const row = this.#rows.get(key) ?? {
      attributes: attributesOf({ ...tags }),
      counts: { ok: 0, fail: 0, info: 0, dropped: 0 },
      times: new BucketCounts(),
    };
    this.#rows.set(key, row);
    for (const outcome of OUTCOMES) row.counts[outcome] += counts[outcome];
    row.times.add(latency);
  }
}

function gaugesOf({ agents, inFlight }: LivePoint, timeUnixNano: string) {
  const gauge = (value: number) => ({ dataPoints: [{ timeUnixNano, asInt: String(value) }] });
  return [
    { name: 'lighthouse.agents', unit: '{agent}', gauge: gauge(agents) },
    { name: 'lighthouse.in_flight', unit: '{request}', gauge: gauge(inFlight) },
  ];
}

function attributesOf(values: Readonly<Record<string, string>>): Attribute[] {
  return Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

/** Milliseconds since 1970 in whole microseconds, written as nanoseconds. */
function nanoseconds(ms: number): string {
  return `${Math.round(ms * 1000)}000`;
}
