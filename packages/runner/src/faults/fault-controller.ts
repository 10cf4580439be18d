import type { FaultBook, FaultEntry } from './fault-book.ts';
import type { Injection, Unavailable } from './injection.ts';
import type { PlannedFault } from './planned-fault.ts';

export interface FaultControllerParts {
  readonly faults: readonly PlannedFault[];
  readonly open: (fault: PlannedFault) => Promise<Injection | Unavailable>;
  readonly book: FaultBook;
  /** On the clock of the process. */
  readonly nowMs: () => number;
  /** The same moment in milliseconds since 1970. */
  readonly wallMs: (atMs: number) => number;
  /** Runs something later; gives a function that stops it. */
  readonly later: (delayMs: number, run: () => void) => () => void;
  /** Told just before a fault begins, and when it has been healed. */
  readonly onMark: (mark: FaultMark) => void;
}

export interface FaultMark {
  readonly fault: PlannedFault;
  readonly kind: 'begin' | 'end';
  readonly atMs: number;
}

/** A look before a fault is taken so long before it is due. */
const LOOK_AHEAD_MS = 250;

/**
 * Carries out the faults of a plan: each is looked at, injected, looked at, healed and looked at
 * again, in its time. Whatever happens on the way, what was injected is healed.
 */
export class FaultController {
  readonly #parts: FaultControllerParts;
  readonly #wakers = new Set<() => void>();
  #isStopped = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(parts: FaultControllerParts) {
    this.#parts = parts;
  }

  /** Begins; the load begins at `startMs` on the clock of the process. */
  begin(startMs: number): void {
    const { faults } = this.#parts;
    this.#running = Promise.all(faults.map((fault) => this.#carryOut(fault, startMs)));
  }

  /** Heals what is not healed yet; resolves when everything is. What was not due stays undone. */
  async healAll(): Promise<void> {
    this.#isStopped = true;
    for (const wake of this.#wakers) wake();
    await this.#running;
  }

  /** Never rejects: what goes wrong with a fault is said in the book. */
  async #carryOut(fault: PlannedFault, startMs: number): Promise<void> {
    const dueMs = startMs + fault.atUs / 1000;
    await this.#waitUntil(dueMs - LOOK_AHEAD_MS);
    if (this.#isStopped) return;
    try {
      const injection = await this.#parts.open(fault);
      if ('unavailable' in injection) {
        this.#note(fault, { status: 'skipped', reason: injection.unavailable });
        return;
      }
      await this.#inject(fault, injection, dueMs);
    } catch (error) {
      this.#note(fault, { status: 'failed', reason: textOf(error) });
    }
  }

  async #inject(fault: PlannedFault, injection: Injection, dueMs: number): Promise<void> {
    const probe = { what: injection.probe, before: await injection.look('before') };
    this.#noteLooks(fault, probe);
    await this.#waitUntil(dueMs);
    if (this.#isStopped) return;
    const startMs = this.#mark(fault, 'begin');
    let failure: unknown;
    try {
      await injection.inject();
      this.#note(fault, { startMs: this.#parts.wallMs(this.#parts.nowMs()) });
      this.#noteLooks(fault, { during: await injection.look('during') });
      await this.#last(injection, startMs, fault);
    } catch (error) {
      failure = error;
    }
    await injection.heal();
    const endMs = this.#mark(fault, 'end');
    this.#note(fault, { endMs: this.#parts.wallMs(endMs) });
    this.#noteLooks(fault, { after: await injection.look('after') });
    const { probe: looks } = this.#parts.book.entry(fault);
    const did = injection.summary?.();
    if (did !== undefined)
      this.#noteLooks(fault, { during: [looks.during, did].filter(Boolean).join('; ') });
    if (injection.detected !== undefined)
      this.#note(fault, { detectMs: injection.detected() ?? null });
    const unseen = failure === undefined ? injection.whyUnseen() : textOf(failure);
    if (unseen === undefined) this.#note(fault, { status: 'injected', reason: undefined });
    else this.#note(fault, { status: 'failed', reason: unseen });
  }

  /** Lets a fault last, with the changes that it has on the way. */
  async #last(injection: Injection, startMs: number, fault: PlannedFault): Promise<void> {
    const endMs = startMs + (fault.endUs - fault.atUs) / 1000;
    for (const step of injection.steps ?? []) {
      await this.#waitUntil(startMs + step.afterMs);
      if (this.#isStopped) return;
      await step.run();
    }
    await this.#waitUntil(endMs);
  }

  #mark(fault: PlannedFault, kind: FaultMark['kind']): number {
    const atMs = this.#parts.nowMs();
    this.#parts.onMark({ fault, kind, atMs });
    return atMs;
  }

  #note(fault: PlannedFault, entry: Partial<FaultEntry>): void {
    this.#parts.book.note(fault, entry);
  }

  #noteLooks(fault: PlannedFault, looks: Partial<FaultEntry['probe']>): void {
    const { probe } = this.#parts.book.entry(fault);
    this.#note(fault, { probe: { ...probe, ...looks } });
  }

  /** Waits, but no longer than until the end of everything. */
  async #waitUntil(atMs: number): Promise<void> {
    const leftMs = atMs - this.#parts.nowMs();
    if (this.#isStopped || leftMs <= 0) return;
    await new Promise<void>((resolve) => {
      const wake = () => {
        stop();
        this.#wakers.delete(wake);
        resolve();
      };
      const stop = this.#parts.later(leftMs, wake);
      this.#wakers.add(wake);
    });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
