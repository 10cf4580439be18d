import { Deadlines } from './deadlines.ts';
import { RecentMap } from './recent-map.ts';

/**
 * Things that agents have opened and that end: all that are open, and the latest of those that are
 * not.
 */
export class Subjects<T extends { readonly agent: string }> {
  readonly #open = new Map<string, T>();
  readonly #openCounts = new Map<string, number>();
  readonly #closed: RecentMap<T>;
  readonly #deadlines = new Deadlines();
  readonly #dueMsOf: (item: T) => number;

  /** `dueMsOf` tells when something is to be done about what is open; Infinity: never. */
  constructor(closedKeptMin: number, dueMsOf: (item: T) => number) {
    this.#closed = new RecentMap(closedKeptMin);
    this.#dueMsOf = dueMsOf;
  }

  get openCount(): number {
    return this.#open.size;
  }

  /** How many of this agent are open. */
  openCountOf(agent: string): number {
    return this.#openCounts.get(agent) ?? 0;
  }

  /** In the order in which they were opened. */
  allOpen(): Iterable<T> {
    return this.#open.values();
  }

  /** Gives at most so many that are open and due, the earliest first, looking at no others. */
  due(nowMs: number, countMax: number): T[] {
    return this.#deadlines.due(nowMs, countMax).flatMap((id) => this.#open.get(id) ?? []);
  }

  /** The latest of those that have ended, in the order in which they did. */
  closed(): Iterable<readonly [id: string, item: T]> {
    return this.#closed.entries();
  }

  getOpen(id: string): T | undefined {
    return this.#open.get(id);
  }

  /** Finds it, open or not, unless it ended long ago. */
  find(id: string): T | undefined {
    return this.#open.get(id) ?? this.#closed.get(id);
  }

  open(id: string, item: T): void {
    this.#open.set(id, item);
    this.#deadlines.set(id, this.#dueMsOf(item));
    this.#openCounts.set(item.agent, this.openCountOf(item.agent) + 1);
  }

  /** Changes what is open; what is not is left as it is. Returns what it is now. */
  change(id: string, change: (item: T) => T): T | undefined {
    const item = this.#open.get(id);
    if (item === undefined) return undefined;
    const changed = change(item);
    this.#open.set(id, changed);
    this.#deadlines.set(id, this.#dueMsOf(changed));
    return changed;
  }

  close(id: string, change: (item: T) => T): void {
    const item = this.#open.get(id);
    if (item === undefined) return;
    this.#open.delete(id);
    this.#deadlines.drop(id);
    this.#closed.set(id, change(item));
    const left = this.openCountOf(item.agent) - 1;
    if (left > 0) this.#openCounts.set(item.agent, left);
    else this.#openCounts.delete(item.agent);
  }
}

/** Subjects as those see them who don't change them. */
export type SubjectsView<T extends { readonly agent: string }> = Pick<
  Subjects<T>,
  'allOpen' | 'closed' | 'due' | 'find' | 'getOpen' | 'openCount' | 'openCountOf'
>;
