import type { Client } from 'undici';

/**
 * Keep-alive connections to one server, one request at a time on each. The one used last is used
 * first, so that under little load few stay open. There is no queue: how many there may be is
 * decided by who sends.
 */
export class Connections {
  readonly #open: () => Client;
  readonly #idle: Client[] = [];
  readonly #all: Client[] = [];

  constructor(open: () => Client) {
    this.#open = open;
  }

  /** Gives a connection that nothing is under way on. */
  take(): Client {
    return this.#idle.pop() ?? this.#openOne();
  }

  release(client: Client): void {
    this.#idle.push(client);
  }

  /** Breaks all connections at once. */
  async destroy(): Promise<void> {
    await Promise.all(this.#all.map((client) => client.destroy()));
  }

  #openOne(): Client {
    const client = this.#open();
    this.#all.push(client);
    return client;
  }
}
