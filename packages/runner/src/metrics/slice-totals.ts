import type { OutcomeCounts, Slice } from '@lighthouse/contract';
import { byCountThenName, Trend } from '@lighthouse/verdict';
import type { SliceDelta, SliceTags } from './interval.ts';

/** All that is known about one slice of a run so far, merged from all threads. */
export class SliceTotals {
  readonly tags: SliceTags;
  readonly counts = { intended: 0, ok: 0, fail: 0, info: 0, dropped: 0 };
  readonly errors = new Map<string, number>();
  readonly latency: Trend;
  readonly serviceTime: Trend;
  readonly sendDelay: Trend;
  readonly connectionWait: Trend;

  /** `width`: of its trends; a second needs narrow ones. */
  constructor(tags: SliceTags, width: 'narrow' | 'wide' = 'wide') {
    this.tags = tags;
    this.latency = new Trend(width);
    this.serviceTime = new Trend(width);
    this.sendDelay = new Trend(width);
    this.connectionWait = new Trend(width);
  }

  add(delta: SliceDelta): void {
    addCounts(this.counts, delta);
    for (const [name, count] of delta.errors)
      this.errors.set(name, (this.errors.get(name) ?? 0) + count);
    if (delta.latency !== undefined) this.latency.add(delta.latency);
    if (delta.serviceTime !== undefined) this.serviceTime.add(delta.serviceTime);
    if (delta.sendDelay !== undefined) this.sendDelay.add(delta.sendDelay);
    if (delta.connectionWait !== undefined) this.connectionWait.add(delta.connectionWait);
  }

  /** Takes in all that another one has counted. Its operations ended, so they were intended. */
  merge(other: SliceTotals): void {
    const { counts, errors } = other;
    const { ok, fail, info, dropped } = counts;
    addCounts(this.counts, { ...counts, intended: ok + fail + info + dropped });
    for (const [name, count] of errors) this.errors.set(name, (this.errors.get(name) ?? 0) + count);
    this.latency.merge(other.latency);
    this.serviceTime.merge(other.serviceTime);
    this.sendDelay.merge(other.sendDelay);
    this.connectionWait.merge(other.connectionWait);
  }

  slice(): Slice {
    return {
      ...this.tags,
      counts: { ...this.counts },
      latency: this.latency.distribution(),
      serviceTime: this.serviceTime.distribution(),
      sendDelay: this.sendDelay.distribution(),
      connectionWait: this.connectionWait.distribution(),
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
