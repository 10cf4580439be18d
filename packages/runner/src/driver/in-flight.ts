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
  readonly #free: number[] = [];
  /** Nothing times out before. */
  #nextLookUs = 0;

  constructor(timeoutUs: number) {
    this.#timeoutUs = timeoutUs;
  }

  get size(): number {
    return this.#slots.length - this.#free.length;
  }

  /** Takes an exchange in and gives its slot. */
  add(exchange: Exchange): number {
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = exchange;
    return slot;
  }

  remove(slot: number): void {
    this.#slots[slot] = undefined;
    this.#free.push(slot);
  }

  /** Gives up what was handed over too long ago. */
  expire(nowUs: number): void {
    if (nowUs < this.#nextLookUs) return;
    let oldestUs = nowUs;
    for (const exchange of this.#slots) {
      if (exchange === undefined) continue;
      if (exchange.handedOverUs + this.#timeoutUs <= nowUs) exchange.giveUp(TIMEOUT);
      else oldestUs = Math.min(oldestUs, exchange.handedOverUs);
    }
    this.#nextLookUs = oldestUs + this.#timeoutUs;
  }

  /** Gives up everything. */
  giveUpAll(failure: string): void {
    for (const exchange of this.#slots) exchange?.giveUp(failure);
  }
}
