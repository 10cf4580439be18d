import type { Client, Dispatcher } from 'undici';
import { Exchange, type NowUs } from './exchange.ts';

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

  send(
    request: Dispatcher.DispatchOptions,
    nowUs: NowUs,
    onEnd: (exchange: Exchange) => void,
  ): Exchange {
    const client = this.#idle.pop() ?? this.#openOne();
    const exchange = new Exchange(nowUs, (ended) => {
      this.#idle.push(client);
      onEnd(ended);
    });
    client.dispatch(request, exchange);
    return exchange;
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
