import { Connections } from './connections.ts';
import { Exchange, type NowUs } from './exchange.ts';
import { InFlight } from './in-flight.ts';
import type { Wires } from './wire/open-wires.ts';
import type { WireRequest } from './wire/request-text.ts';
import type { Wire } from './wire/wire.ts';

/**
 * `per-agent`: each agent has connections of its own, as real ones have. `shared`: as many as are
 * busy at once, or so many at most; requests wait for a free one, and that wait counts.
 */
export type ConnectionPlan = 'per-agent' | 'shared' | { readonly shared: number };

export interface SenderOptions {
  readonly connections: ConnectionPlan;
  /** A request not answered by then is given up, when it has no time-out of its own. */
  readonly timeoutUs: number;
  readonly nowUs: NowUs;
  readonly wires: Wires;
}

/** What a request needs beside being sent. */
export interface Handling {
  /** Whether anybody looks into the body of its answer: yes when left out. */
  readonly isRead?: boolean;
  /** Its own time-out, in place of that of all. */
  readonly timeoutUs?: number | undefined;
}

const USUAL: Handling = {};

/** Sends the requests of a driver, each on a connection of its agent, and watches over all. */
export class RequestSender {
  readonly #options: SenderOptions;
  readonly #inFlight: InFlight;
  readonly #sharedByLane = new Map<number, Connections>();
  /** What opens one more, by lane. */
  readonly #openers: (() => Wire)[] = [];

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
    return new Connections(this.#opener(lane));
  }

  /** Connections of whoever has none of its own. */
  sharedConnections(lane = 0): Connections {
    const { connections } = this.#options;
    const known = this.#sharedByLane.get(lane);
    if (known !== undefined) return known;
    const limit = typeof connections === 'string' ? Infinity : connections.shared;
    const shared = new Connections(this.#opener(lane), limit);
    this.#sharedByLane.set(lane, shared);
    return shared;
  }

  send(
    connections: Connections,
    request: WireRequest,
    onEnd: (exchange: Exchange) => void,
    { isRead, timeoutUs }: Handling = USUAL,
  ): void {
    let wire = connections.takeFree();
    const onEnded = (ended: Exchange) => {
      this.#inFlight.remove(slot);
      if (wire !== undefined) connections.release(wire);
      onEnd(ended);
    };
    const exchange = new Exchange(this.#options.nowUs, onEnded, isRead);
    const slot = this.#inFlight.add(exchange, timeoutUs);
    if (wire !== undefined) return wire.send(request, exchange);
    connections.wait((free: Wire) => {
      if (exchange.isEnded) return false;
      wire = free;
      free.send(request, exchange);
      return true;
    });
  }

  expire(): void {
    this.#options.wires.look();
    this.#inFlight.expire(this.#options.nowUs());
  }

  giveUpAll(failure: string): void {
    this.#inFlight.giveUpAll(failure);
  }

  close(): void {
    this.#options.wires.close();
  }

  #opener(lane: number): () => Wire {
    return (this.#openers[lane] ??= () => this.#options.wires.open(lane));
  }
}
