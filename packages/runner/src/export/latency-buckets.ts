import { Histogram, type Registry } from 'prom-client';
import type { Trend } from '@lighthouse/verdict';
import type { SliceTags } from '../metrics/interval.ts';
import { BUCKET_SECONDS, BucketCounts } from './bucket-counts.ts';

const LABELS = ['op', 'role', 'behaviour'] as const;
type Label = (typeof LABELS)[number];

interface Row {
  readonly tags: SliceTags;
  readonly times: BucketCounts;
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
    super({ name, help, labelNames: LABELS, buckets: [...BUCKET_SECONDS], registers: [registry] });
    this.#name = name;
    this.#help = help;
  }

  /** Counts what was recorded of a slice. */
  add(tags: SliceTags, latency: Trend): void {
    this.#rowOf(tags).times.add(latency);
  }

  /** What the registry asks a metric for; the type of the library does not name it. */
  getForPromString() {
    const values = [...this.#rows.values()].flatMap((row) => this.#valuesOf(row));
    return { name: this.#name, help: this.#help, type: 'histogram', values };
  }

  #valuesOf({ tags: { op, role, behaviour }, times }: Row) {
    const tags = { op, role, behaviour };
    let upTo = 0;
    const buckets = times.counts.map((count, at) => {
      upTo += count;
      const le = BUCKET_SECONDS[at] ?? '+Inf';
      return { metricName: `${this.#name}_bucket`, labels: { le, ...tags }, value: upTo };
    });
    return [
      ...buckets,
      { metricName: `${this.#name}_sum`, labels: tags, value: times.sumSeconds },
      { metricName: `${this.#name}_count`, labels: tags, value: upTo },
    ];
  }

  #rowOf(tags: SliceTags): Row {
    const key = `${tags.op}\n${tags.role}\n${tags.behaviour}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const row = { tags, times: new BucketCounts() };
    this.#rows.set(key, row);
    return row;
  }
}
