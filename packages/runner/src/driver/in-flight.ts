import { TIMEOUT } from './answer.ts';
import type { Exchange } from './exchange.ts';

/**
 * Exchanges that are not answered yet, in slots that are used again. A Set would do, but its tables
 * keep each other and what was in them alive from one minor garbage collection to the next, which
 * at ten thousand requests a second costs more than sending them.
 */
export class InFlight {
  readonly #timeoutUs: number;
  readonly #slots: (Exchange | undefined)[] = [];
  /** By slot, when it times out. */
  readonly #deadlinesUs: number[] = [];
  readonly #free: number[] = [];
  /** Nothing times out before. */
  #nextLookUs = 0;

  constructor(timeoutUs: number) {
    this.#timeoutUs = timeoutUs;
  }

  get size(): number {
    return this.#slots.length - this.#free.length;
  }

  /** Takes an exchange in, which may have a time-out of its own, and gives its slot. */
  add(exchange: Exchange, timeoutUs = this.#timeoutUs): number {
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = exchange;
    const deadlineUs = exchange.handedOverUs + timeoutUs;
    this.#deadlinesUs[slot] = deadlineUs;
    if (deadlineUs < this.#nextLookUs) this.#nextLookUs = deadlineUs;
    return slot;
  }

  remove(slot: number): void {
    this.#slots[slot] = undefined;
    this.#free.push(slot);
  }

  /** Gives up what was handed over too long ago. */
  expire(nowUs: number): void {
    if (nowUs < this.#nextLookUs) return;
    this.#nextLookUs = nowUs + this.#timeoutUs;
    for (let slot = 0; slot < this.#slots.length; slot++) {
      const exchange = this.#slots[slot];
      if (exchange === undefined) continue;
      const deadlineUs = this.#deadlinesUs[slot] ?? 0;
      if (deadlineUs <= nowUs) exchange.giveUp(TIMEOUT);
      else if (deadlineUs < this.#nextLookUs) this.#nextLookUs = deadlineUs;
    }
  }

  /** Gives up everything. */
  giveUpAll(failure: string): void {
    for (const exchange of this.#slots) exchange?.giveUp(failure);
  }
}
