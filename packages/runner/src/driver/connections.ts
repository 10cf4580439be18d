import type { Wire } from './wire/wire.ts';

/** Uses a connection, which is released later; false when it is not needed any more. */
export type UseConnection = (wire: Wire) => boolean;

/** Places of the queue that are kept though they are used up. */
const USED_UP_MAX = 1024;

/**
 * Keep-alive connections to one server, one request at a time on each. The one used last is used
 * first, so that under little load few stay open. Without a limit there is no queue: how many there
 * may be is decided by who sends. With one, requests wait for their turn, the first the longest.
 *
 * Each agent may have its own of these, and mostly needs one connection: lists are made for more.
 */
export class Connections {
  readonly #open: () => Wire;
  readonly #limit: number;
  #idle: Wire | undefined;
  #moreIdle: Wire[] | undefined;
  #count = 0;
  #waiting: UseConnection[] | undefined;
  /** Of those waiting: had their turn. */
  #served = 0;

  constructor(open: () => Wire, limit = Infinity) {
    this.#open = open;
    this.#limit = limit;
  }

  /** Gives a connection that nothing is under way on; undefined when all there may be are busy. */
  takeFree(): Wire | undefined {
    const idle = this.#idle;
    if (idle !== undefined) this.#idle = this.#moreIdle?.pop();
    if (idle !== undefined || this.#count >= this.#limit) return idle;
    this.#count++;
    return this.#open();
  }

  /** Waits for a connection to become free. */
  wait(use: UseConnection): void {
    (this.#waiting ??= []).push(use);
  }

  release(wire: Wire): void {
    for (let use = this.#takeWaiting(); use !== undefined; use = this.#takeWaiting())
      if (use(wire)) return;
    if (this.#idle !== undefined) (this.#moreIdle ??= []).push(this.#idle);
    this.#idle = wire;
  }

  #takeWaiting(): UseConnection | undefined {
    if (this.#waiting === undefined) return undefined;
    const next = this.#waiting[this.#served++];
    const isEmpty = this.#served === this.#waiting.length;
    if (isEmpty || this.#served === USED_UP_MAX) {
      this.#waiting = isEmpty ? undefined : this.#waiting.slice(this.#served);
      this.#served = 0;
    }
    return next;
  }
}
