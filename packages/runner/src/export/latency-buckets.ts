import { Histogram, type Registry } from 'prom-client';
import type { SliceTags } from '../metrics/interval.ts';
import type { Trend } from '../metrics/trend.ts';

/** Upper ends of the buckets, in seconds. */
const SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;

const LABELS = ['op', 'role', 'behaviour'] as const;
type Label = (typeof LABELS)[number];

interface Row {
  readonly tags: SliceTags;
  /** Of each bucket alone; the last one has no upper end. */
  readonly counts: number[];
  sum: number;
}

/**
 * Latencies as a histogram of Prometheus. They come counted already, a second at a time: the
 * library would take them one by one.
 */
export class LatencyBuckets extends Histogram<Label> {
  readonly #name: string;
  readonly #help: string;
  readonly #rows = new Map<string, Row>();

  constructor(name: string, help: string, registry: Registry) {
    super({ name, help, labelNames: LABELS, buckets: [...SECONDS], registers: [registry] });
    this.#name = name;
    this.#help = help;
  }

  /** Counts what was recorded of a slice. */
  add(tags: SliceTags, latency: Trend): void {
    const row = this.#rowOf(tags);
    const recorded = latency.recorded();
    for (let i = 0; i + 1 < recorded.length; i += 2) {
      const [seconds, count] = [(recorded[i] ?? 0) / 1e6, recorded[i + 1] ?? 0];
      const bucket = SECONDS.findIndex((end) => seconds <= end);
      const at = bucket < 0 ? SECONDS.length : bucket;
      row.counts[at] = (row.counts[at] ?? 0) + count;
      row.sum += seconds * count;
    }
  }

  /** What the registry asks a metric for; the type of the library does not name it. */
  getForPromString() {
    const values = [...this.#rows.values()].flatMap((row) => this.#valuesOf(row));
    return { name: this.#name, help: this.#help, type: 'histogram', values };
  }

  #valuesOf({ tags: { op, role, behaviour }, counts, sum }: Row) {
    const tags = { op, role, behaviour };
    let upTo = 0;
    const buckets = counts.map((count, at) => {
      upTo += count;
      const le = SECONDS[at] ?? '+Inf';
      return { metricName: `${this.#name}_bucket`, labels: { le, ...tags }, value: upTo };
    });
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels: tags, value: sum },
      { metricName: `${this.#name}_count`, labels: tags, value: upTo },
    ];
  }

  #rowOf(tags: SliceTags): Row {
    const key = `${tags.op}\n${tags.role}\n${tags.behaviour}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = { tags, counts: [...SECONDS, Infinity].map(() => 0), sum: 0 };
    this.#rows.set(key, row);
    return row;
  }
}
