import { Deadlines } from './deadlines.ts';
import type { ReviewRequested } from './facts.ts';
import { IdsByName } from './ids-by-name.ts';
import { RecentMap } from './recent-map.ts';

/** A command that waits for an expert. */
export interface Review {
  readonly command: string;
  readonly expert: string;
  /** The agent that submitted the command, and the key it did so with. */
  readonly agent: string;
  readonly key: string;
  readonly action: string;
  readonly target: string;
  readonly expiresAtMs: number;
  /** Sequence number of the request for review. */
  readonly seq: number;
}

export interface ClosedReview {
  readonly expert: string;
  /** The agent that submitted the command. */
  readonly agent: string;
  readonly end: 'decided' | 'expired';
}

const CLOSED_KEPT_MIN = 20_000;

/** What experts were asked and have not answered, and the latest of what they have. */
export class Reviews {
  readonly #open = new Map<string, Review>();
  readonly #openByExpert = new IdsByName();
  readonly #openCounts = new Map<string, number>();
  readonly #closed = new RecentMap<ClosedReview>(CLOSED_KEPT_MIN);
  readonly #deadlines = new Deadlines();
  #requestedCount = 0;

  /** Of all reviews ever requested. */
  get requestedCount(): number {
    return this.#requestedCount;
  }

  get openCount(): number {
    return this.#open.size;
  }

  get(command: string): Review | undefined {
    return this.#open.get(command);
  }

  /** How a review ended, unless that is long ago. */
  closed(command: string): ClosedReview | undefined {
    return this.#closed.get(command);
  }

  /** How many commands of this agent wait. */
  openCountOf(agent: string): number {
    return this.#openCounts.get(agent) ?? 0;
  }

  /** Who submitted a command and who was asked about it, unless that is long ago. */
  partiesOf(command: string): Pick<Review, 'agent' | 'expert'> | undefined {
    return this.#open.get(command) ?? this.#closed.get(command);
  }

  request(fact: ReviewRequested, at: { readonly key: string; readonly seq: number }): void {
    const { command, expert, agent, action, target, expiresAtMs } = fact;
    this.#open.set(command, { command, expert, agent, action, target, expiresAtMs, ...at });
    this.#openByExpert.add(expert, command);
    this.#deadlines.set(command, expiresAtMs);
    this.#openCounts.set(agent, this.openCountOf(agent) + 1);
    this.#requestedCount++;
  }

  close(command: string, end: ClosedReview['end']): void {
    const review = this.#open.get(command);
    if (review === undefined) return;
    this.#open.delete(command);
    this.#deadlines.drop(command);
    const { expert, agent } = review;
    this.#openByExpert.delete(expert, command);
    this.#closed.set(command, { expert, agent, end });
    const left = this.openCountOf(review.agent) - 1;
    if (left > 0) this.#openCounts.set(review.agent, left);
    else this.#openCounts.delete(review.agent);
  }

  /** In the order of their requests, looking at no others. */
  openOf(expert: string): Review[] {
    return this.#openByExpert.of(expert).flatMap((command) => this.#open.get(command) ?? []);
  }

  /** At most so many that nobody answered in time, the earliest first, looking at no others. */
  expired(nowMs: number, countMax: number): Review[] {
    return this.#deadlines.due(nowMs, countMax).flatMap((command) => this.#open.get(command) ?? []);
  }

  /** The latest that have ended, in the order in which they did. */
  allClosed(): Iterable<readonly [command: string, review: ClosedReview]> {
    return this.#closed.entries();
  }

  all(): Iterable<Review> {
    return this.#open.values();
  }
}
