import type { Trend } from '@lighthouse/verdict';

/** Upper ends of the buckets of latencies, in seconds. */
export const BUCKET_SECONDS = [
  0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
] as const;

/** Times counted by buckets, as Prometheus and OpenTelemetry want them. */
export class BucketCounts {
  /** Of each bucket alone; the last one has no upper end. */
  readonly counts: number[] = [...BUCKET_SECONDS, Infinity].map(() => 0);
  sumSeconds = 0;

  add(times: Trend): void {
    const recorded = times.recorded();
    for (let i = 0; i + 1 < recorded.length; i += 2) {
      const [seconds, count] = [(recorded[i] ?? 0) / 1e6, recorded[i + 1] ?? 0];
      const bucket = BUCKET_SECONDS.findIndex((end) => seconds <= end);
      const at = bucket < 0 ? BUCKET_SECONDS.length : bucket;
      this.counts[at] = (this.counts[at] ?? 0) + count;
      this.sumSeconds += seconds * count;
    }
  }
}
