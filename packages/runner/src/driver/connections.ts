import type { Client } from 'undici';

/** Uses a connection, which is released later; false when it is not needed any more. */
export type UseConnection = (client: Client) => boolean;

/** Places of the queue that are kept though they are used up. */
const USED_UP_MAX = 1024;

/**
 * Keep-alive connections to one server, one request at a time on each. The one used last is used
 * first, so that under little load few stay open. Without a limit there is no queue: how many there
 * may be is decided by who sends. With one, requests wait for their turn, the first the longest.
 */
export class Connections {
  readonly #open: () => Client;
  readonly #limit: number;
  readonly #idle: Client[] = [];
  readonly #all: Client[] = [];
  #waiting: UseConnection[] = [];
  /** Of those waiting: had their turn. */
  #served = 0;

  constructor(open: () => Client, limit = Infinity) {
    this.#open = open;
    this.#limit = limit;
  }

  /** Gives a connection that nothing is under way on, now or as soon as there is one. */
  whenFree(use: UseConnection): void {
    const idle = this.#idle.pop();
    if (idle !== undefined) return this.#lend(idle, use);
    if (this.#all.length < this.#limit) return this.#lend(this.#openOne(), use);
    this.#waiting.push(use);
  }

  release(client: Client): void {
    while (this.#served < this.#waiting.length) {
      const use = this.#waiting[this.#served++];
      if (use?.(client) === true) return this.#tidy();
    }
    this.#tidy();
    this.#idle.push(client);
  }

  /** Breaks all connections at once. */
  async destroy(): Promise<void> {
    await Promise.all(this.#all.map((client) => client.destroy()));
  }

  #lend(client: Client, use: UseConnection): void {
    if (!use(client)) this.#idle.push(client);
  }

  #tidy(): void {
    if (this.#served < this.#waiting.length && this.#served < USED_UP_MAX) return;
    this.#waiting = this.#waiting.slice(this.#served);
    this.#served = 0;
  }

  #openOne(): Client {
    const client = this.#open();
    this.#all.push(client);
    return client;
  }
}
