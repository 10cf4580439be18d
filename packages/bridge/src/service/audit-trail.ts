import type { ProblemCode } from '@lighthouse/contract/api';
import type { Evidence } from '../domain/disputed-history.ts';
import { requestRefused } from '../domain/drafts.ts';
import { TokenBucket } from '../domain/token-bucket.ts';
import type { Commits } from './commits.ts';

/** What an agent does by intent, and nobody by mistake. */
const AUDITED: ReadonlySet<ProblemCode> = new Set([
  'IDENTITY_MISMATCH',
  'REPLAY',
  'IDEMPOTENCY_CONFLICT',
  'ROLLBACK_DETECTED',
  'FORK',
]);
const PER_AGENT = { perSecond: 0.2, burst: 5 };
const OF_ALL_AGENTS = { perSecond: 20, burst: 100 };

interface Refused {
  readonly code: ProblemCode;
  readonly route: string;
  readonly evidence?: Evidence;
}

interface Trail {
  readonly bucket: TokenBucket;
  suppressedCount: number;
}

/** Writes into the log what agents were caught at, but not more of it than a reader could want. */
export class AuditTrail {
  readonly #commits: Commits;
  readonly #nowMs: () => number;
  readonly #all: TokenBucket;
  /** Of registered agents. */
  readonly #byAgent = new Map<string, Trail>();

  constructor(commits: Commits, nowMs: () => number) {
    this.#commits = commits;
    this.#nowMs = nowMs;
    this.#all = new TokenBucket(OF_ALL_AGENTS, nowMs());
  }

  /** Notes a refused request of an agent that was authenticated. */
  note(agent: string, refused: Refused): void {
    if (!AUDITED.has(refused.code)) return;
    const nowMs = this.#nowMs();
    const trail = this.#trailOf(agent, nowMs);
    if (trail.bucket.take(nowMs) > 0 || this.#all.take(nowMs) > 0) {
      trail.suppressedCount++;
      return;
    }
    const { suppressedCount } = trail;
    trail.suppressedCount = 0;
    // A log that takes no more is told of by everything else that wants to write to it.
    this.#commits
      .append([requestRefused({ agent, ...refused, suppressedCount })])
      .catch(() => undefined);
  }

  #trailOf(agent: string, nowMs: number): Trail {
    let trail = this.#byAgent.get(agent);
    if (trail === undefined) {
      trail = { bucket: new TokenBucket(PER_AGENT, nowMs), suppressedCount: 0 };
      this.#byAgent.set(agent, trail);
    }
    return trail;
  }
}
