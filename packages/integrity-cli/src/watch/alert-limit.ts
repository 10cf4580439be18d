import type { WatchFinding } from '@lighthouse/contract/watch-answer';

type Severity = WatchFinding['finding']['severity'];

export interface LimitOptions {
  /** Alerts of one code that are sent at once, and then in each minute. */
  readonly perMinute: number;
}

/** What was held back. */
export interface HeldBack {
  readonly heldBackCount: number;
  readonly byCode: Readonly<Record<string, number>>;
  readonly worst: Severity;
}

const MINUTE_MS = 60_000;
const SUMMARY_AFTER_MS = 10_000;
const ORDER: readonly Severity[] = ['info', 'medium', 'high', 'critical'];

/**
 * Holds alerts back when there are too many of one code, so that a flood of one kind hides no other
 * and a person is not called a thousand times; what was held back is told in one summary.
 */
export class AlertLimit {
  /** All that were ever held back. */
  heldBackCount = 0;
  readonly #perMinute: number;
  readonly #buckets = new Map<string, { left: number; atMs: number }>();
  #held = new Map<string, number>();
  #worst: Severity = 'info';
  #heldSinceMs: number | undefined;

  constructor({ perMinute }: LimitOptions) {
    this.#perMinute = perMinute;
  }

  /** Tells whether an alert may be sent now. */
  admits({ code, severity }: { code: string; severity: Severity }, nowMs: number): boolean {
    const bucket = this.#buckets.get(code) ?? { left: this.#perMinute, atMs: nowMs };
    const refilled = bucket.left + ((nowMs - bucket.atMs) / MINUTE_MS) * this.#perMinute;
    const left = Math.min(this.#perMinute, refilled);
    this.#buckets.set(code, { left: left >= 1 ? left - 1 : left, atMs: nowMs });
    if (left >= 1) return true;
    this.heldBackCount += 1;
    this.#held.set(code, (this.#held.get(code) ?? 0) + 1);
    if (ORDER.indexOf(severity) > ORDER.indexOf(this.#worst)) this.#worst = severity;
    this.#heldSinceMs ??= nowMs;
    return false;
  }

  /** Gives what was held back, some time after the first of it; the last time at once. */
  takeSummary(nowMs: number, isLast = false): HeldBack | undefined {
    const since = this.#heldSinceMs;
    if (since === undefined || (!isLast && nowMs - since < SUMMARY_AFTER_MS)) return undefined;
    const byCode = Object.fromEntries(this.#held);
    const heldBackCount = [...this.#held.values()].reduce((sum, each) => sum + each, 0);
    const worst = this.#worst;
    this.#held = new Map();
    this.#worst = 'info';
    this.#heldSinceMs = undefined;
    return { heldBackCount, byCode, worst };
  }
}

/** Tells whether a severity is at least another. */
export function isAtLeast(severity: Severity, min: Severity): boolean {
  return ORDER.indexOf(severity) >= ORDER.indexOf(min);
}
