import type { Client, Dispatcher } from 'undici';
import { Connections } from './connections.ts';
import { Exchange, type NowUs } from './exchange.ts';
import { InFlight } from './in-flight.ts';

/**
 * `per-agent`: each agent has connections of its own, as real ones have. `shared`: as many as are
 * busy at once, or so many at most; requests wait for a free one, and that wait counts.
 */
export type ConnectionPlan = 'per-agent' | 'shared' | { readonly shared: number };

export interface SenderOptions {
  readonly connections: ConnectionPlan;
  /** False for a new connection for every request. */
  readonly keepAlive: boolean;
  /** A request not answered by then is given up. */
  readonly timeoutUs: number;
  readonly nowUs: NowUs;
  /** By lane: 0 is the direct way to the target. */
  readonly openClient: (lane: number) => Client;
}

/** Sends the requests of a driver, each on a connection of its agent, and watches over all. */
export class RequestSender {
  readonly #options: SenderOptions;
  readonly #inFlight: InFlight;
  readonly #sharedByLane = new Map<number, Connections>();
  readonly #own: Connections[] = [];

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#inFlight = new InFlight(options.timeoutUs);
  }

  get inFlight(): number {
    return this.#inFlight.size;
  }

  nowUs(): number {
    return this.#options.nowUs();
  }

  /** Connections of one more agent. */
  connectionsOfOne(lane: number): Connections {
    if (this.#options.connections !== 'per-agent') return this.sharedConnections(lane);
    const own = new Connections(() => this.#options.openClient(lane));
    this.#own.push(own);
    return own;
  }

  /** Connections of whoever has none of its own. */
  sharedConnections(lane = 0): Connections {
    const { connections, openClient } = this.#options;
    const known = this.#sharedByLane.get(lane);
    if (known !== undefined) return known;
    const limit = typeof connections === 'string' ? Infinity : connections.shared;
    const shared = new Connections(() => openClient(lane), limit);
    this.#sharedByLane.set(lane, shared);
    return shared;
  }

  send(
    connections: Connections,
    request: Dispatcher.DispatchOptions,
    onEnd: (exchange: Exchange) => void,
    isRead = true,
  ): void {
    const { nowUs, keepAlive } = this.#options;
    let client: Client | undefined;
    const onEnded = (ended: Exchange) => {
      this.#inFlight.remove(slot);
      if (client !== undefined) connections.release(client);
      onEnd(ended);
    };
    const exchange = new Exchange(nowUs, onEnded, isRead);
    const slot = this.#inFlight.add(exchange);
    connections.whenFree((free) => {
      if (exchange.isEnded) return false;
      client = free;
      free.dispatch(keepAlive ? request : { ...request, reset: true }, exchange);
      return true;
    });
  }

  expire(): void {
    this.#inFlight.expire(this.#options.nowUs());
  }

  giveUpAll(failure: string): void {
    this.#inFlight.giveUpAll(failure);
  }

  async close(): Promise<void> {
    const all = [...this.#sharedByLane.values(), ...this.#own];
    await Promise.all(all.map((each) => each.destroy()));
  }
}
