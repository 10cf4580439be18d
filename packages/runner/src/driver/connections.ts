import type { Wire } from './wire/wire.ts';

/** Uses a connection, which is released later; false when it is not needed any more. */
export type UseConnection = (wire: Wire) => boolean;

/** Places of the queue that are kept though they are used up. */
const USED_UP_MAX = 1024;

/**
 * Keep-alive connections to one server, one request at a time on each. The one used last is used
 * first, so that under little load few stay open. Without a limit there is no queue: how many there
 * may be is decided by who sends. With one, requests wait for their turn, the first the longest.
 */
export class Connections {
  readonly #open: () => Wire;
  readonly #limit: number;
  readonly #idle: Wire[] = [];
  #count = 0;
  #waiting: UseConnection[] = [];
  /** Of those waiting: had their turn. */
  #served = 0;

  constructor(open: () => Wire, limit = Infinity) {
    this.#open = open;
    this.#limit = limit;
  }

  /** Gives a connection that nothing is under way on; undefined when all there may be are busy. */
  takeFree(): Wire | undefined {
    const idle = this.#idle.pop();
    if (idle !== undefined || this.#count >= this.#limit) return idle;
    this.#count++;
    return this.#open();
  }

  /** Waits for a connection to become free. */
  wait(use: UseConnection): void {
    this.#waiting.push(use);
  }

  release(wire: Wire): void {
    while (this.#served < this.#waiting.length) {
      const use = this.#waiting[this.#served++];
      if (use?.(wire) === true) return this.#tidy();
    }
    this.#tidy();
    this.#idle.push(wire);
  }

  #tidy(): void {
    if (this.#served < this.#waiting.length && this.#served < USED_UP_MAX) return;
    if (this.#waiting.length === 0) return;
    this.#waiting = this.#waiting.slice(this.#served);
    this.#served = 0;
  }
}
