import type { Socket } from 'node:net';
import { Random } from '@lighthouse/agent-sim';
import { Pipe } from './pipe.ts';
import type { ProxyTimers } from './proxy-timers.ts';
import { RequestTap } from './request-tap.ts';
import { appliesTo, flows, type ActiveToxic } from './toxic.ts';

export interface LinkParts {
  readonly client: Socket;
  readonly target: Socket;
  readonly connection: number;
  readonly timers: ProxyTimers;
  /** Sends bytes to the target once more; calls back with the status of the answer. */
  readonly sendAgain: (bytes: Buffer, onStatus: (status: string) => void) => void;
  readonly onClose: () => void;
  /** Whether requests are looked at one by one, which costs. */
  readonly isTapped: boolean;
}

/** One connection of an agent, and the one to the target that belongs to it. */
export class Link {
  readonly #parts: LinkParts;
  readonly #up: Pipe;
  readonly #down: Pipe;
  readonly #random = new Random();
  readonly #tap: RequestTap;
  #toxics: readonly ActiveToxic[] = [];
  readonly #stopTimers = new Map<string, () => void>();
  /** That could be sent again, so far. */
  #requests = 0;
  #isClosed = false;

  constructor(parts: LinkParts) {
    this.#parts = parts;
    const { client, target, connection, timers } = parts;
    this.#tap = new RequestTap(({ bytes, hasKey }) => this.#maybeAgain(bytes, hasKey));
    const onCut = () => this.destroy('end');
    const common = { connection, timers, onCut };
    const onData = parts.isTapped ? (data: Buffer) => this.#tap.push(data) : undefined;
    this.#up = new Pipe({ ...common, source: client, sink: target, onData });
    this.#down = new Pipe({ ...common, source: target, sink: client, onData: undefined });
    for (const socket of [client, target]) {
      socket.setNoDelay(true);
      socket.on('error', () => this.destroy('reset'));
      socket.on('close', () => this.#whenClosed());
    }
  }

  /** Puts the toxics of the lane in force, as far as they apply to this connection. */
  setToxics(all: readonly ActiveToxic[]): void {
    const before = this.#toxics;
    this.#toxics = all.filter((toxic) => appliesTo(toxic, this.#parts.connection));
    const isHealed = before.some((toxic) => !this.#toxics.includes(toxic));
    // Bytes are missing from this connection; nobody could make sense of what comes now.
    if (isHealed && (this.#up.isBroken || this.#down.isBroken)) return this.destroy('reset');
    // Whole requests are doubled here; the pipes know of bytes only.
    const onBytes = this.#toxics.filter(({ action }) => action.kind !== 'duplicate');
    this.#up.setToxics(onBytes.filter(({ action }) => flows(action, 'upstream')));
    this.#down.setToxics(onBytes.filter(({ action }) => flows(action, 'downstream')));
    for (const toxic of this.#toxics.filter((each) => !before.includes(each))) this.#begin(toxic);
    for (const { id } of before.filter((each) => !this.#toxics.includes(each))) this.#end(id);
  }

  /** Ends both sides: in order as far as the target's last bytes go, or by a reset. */
  destroy(how: 'end' | 'reset'): void {
    if (this.#isClosed) return;
    this.#close();
    const { client, target } = this.#parts;
    if (how === 'reset') {
      client.resetAndDestroy();
      target.resetAndDestroy();
      return;
    }
    client.destroySoon();
    target.destroySoon();
  }

  #begin({ id, action, counts }: ActiveToxic): void {
    counts.connections++;
    if (action.kind === 'down') return this.destroy('end');
    const endsBy = action.kind === 'reset_peer' ? 'reset' : 'end';
    if (action.kind !== 'reset_peer' && action.kind !== 'timeout') return;
    // A time-out of nothing never ends a connection; a reset of nothing is at once.
    if (action.kind === 'timeout' && action.timeoutMs === 0) return;
    const end = () => {
      counts.affected++;
      this.destroy(endsBy);
    };
    if (action.timeoutMs === 0) return end();
    this.#stopTimers.set(id, this.#parts.timers.later(action.timeoutMs, end));
  }

  #end(id: string): void {
    this.#stopTimers.get(id)?.();
    this.#stopTimers.delete(id);
  }

  #maybeAgain(bytes: Buffer, hasKey: boolean): void {
    if (hasKey) this.#requests++;
    for (const { action, counts, seed } of this.#toxics) {
      if (action.kind !== 'duplicate' || !hasKey) continue;
      counts.pieces++;
      const chance = this.#random.seed(seed, this.#parts.connection, this.#requests).uniform();
      if (chance >= action.share) continue;
      counts.affected++;
      this.#parts.sendAgain(bytes, (status) => {
        counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
      });
    }
  }

  #whenClosed(): void {
    const { client, target } = this.#parts;
    if (client.destroyed && target.destroyed) this.#close();
    // One side is gone for good, not only at its end.
    else if (client.destroyed && !client.readableEnded) this.destroy('reset');
    else if (target.destroyed && !target.readableEnded) this.destroy('reset');
  }

  #close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#up.close();
    this.#down.close();
    for (const stop of this.#stopTimers.values()) stop();
    this.#parts.onClose();
  }
}
