import type { OutcomeCounts, Slice } from '@lighthouse/contract';
import { byCountThenName, Trend } from '@lighthouse/verdict';
import type { SliceDelta, SliceTags } from './interval.ts';

/** All that is known about one slice of a run so far, merged from all threads. */
export class SliceTotals {
  readonly tags: SliceTags;
  readonly counts = { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 };
  readonly errors = new Map<string, number>();
  readonly latency = new Trend('wide');
  readonly serviceTime = new Trend('wide');
  readonly sendDelay = new Trend('wide');

  constructor(tags: SliceTags) {
    this.tags = tags;
  }

  add(delta: SliceDelta): void {
    addCounts(this.counts, delta);
    for (const [name, count] of delta.errors)
      this.errors.set(name, (this.errors.get(name) ?? 0) + count);
    if (delta.latency !== undefined) this.latency.add(delta.latency);
    if (delta.serviceTime !== undefined) this.serviceTime.add(delta.serviceTime);
    if (delta.sendDelay !== undefined) this.sendDelay.add(delta.sendDelay);
  }

  /** Takes in all that another one has counted. Its operations ended, so they were intended. */
  merge({ counts, errors, latency, serviceTime, sendDelay }: SliceTotals): void {
    const { ok, fail, info, dropped } = counts;
    addCounts(this.counts, { ...counts, intended: ok + fail + info + dropped });
    for (const [name, count] of errors) this.errors.set(name, (this.errors.get(name) ?? 0) + count);
    this.latency.merge(latency);
    this.serviceTime.merge(serviceTime);
    this.sendDelay.merge(sendDelay);
  }

  slice(): Slice {
    return {
      ...this.tags,
      counts: { ...this.counts },
      latency: this.latency.distribution(),
      serviceTime: this.serviceTime.distribution(),
      sendDelay: this.sendDelay.distribution(),
      errors: Object.fromEntries([...this.errors].toSorted(byCountThenName)),
    };
  }
}

/** Adds one set of counts to another, in place. */
export function addCounts(to: { -readonly [K in keyof OutcomeCounts]: number }, of: OutcomeCounts) {
  to.intended += of.intended;
  to.ok += of.ok;
  to.fail += of.fail;
  to.info += of.info;
  to.dropped += of.dropped;
}
