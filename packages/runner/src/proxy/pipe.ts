import type { Socket } from 'node:net';
import type { ProxyTimers } from './proxy-timers.ts';
import { Shaper, type Piece } from './shaper.ts';
import type { ActiveToxic } from './toxic.ts';

/** Data that waits in a pipe; above this its source is not read from. */
const WAITING_BYTES_MAX = 256 * 1024;

export interface PipeParts {
  readonly source: Socket;
  readonly sink: Socket;
  /** Number of the connection: its chances follow from it. */
  readonly connection: number;
  readonly timers: ProxyTimers;
  /** Sees all data before anything is done to it. */
  readonly onData: ((data: Buffer) => void) | undefined;
  /** A toxic ends the connection. */
  readonly onCut: () => void;
}

/**
 * One direction of a connection. Without toxics data goes from one socket to the other at once;
 * with them it waits in a queue, in its order, until each piece is due.
 */
export class Pipe {
  readonly #parts: PipeParts;
  #shapers: readonly Shaper[] = [];
  #isHeld = false;
  #isSwallowed = false;
  #closeDelayMs = 0;
  #queue: Piece[] = [];
  #waitingBytes = 0;
  #lastDueMs = 0;
  #isEnding = false;
  #isClosing = false;
  #isCut = false;
  /** Something was thrown away: what comes after it makes no sense. */
  isBroken = false;
  #stopTimer: (() => void) | undefined;

  constructor(parts: PipeParts) {
    this.#parts = parts;
    const { source, sink } = parts;
    source.on('data', (data: Buffer) => this.#take(data));
    source.on('end', () => this.#end());
    sink.on('drain', () => this.#flow());
  }

  /** Puts these toxics in force, instead of those before; what waits keeps its time. */
  setToxics(toxics: readonly ActiveToxic[]): void {
    const known = new Map(this.#shapers.map((shaper) => [shaper.toxic.id, shaper]));
    this.#shapers = toxics.map(
      (toxic) => known.get(toxic.id) ?? new Shaper(toxic, this.#parts.connection),
    );
    this.#isHeld = toxics.some(({ action }) => action.kind === 'partition');
    this.#isSwallowed = toxics.some(({ action }) => action.kind === 'timeout');
    // An end that is kept back is missing just as bytes are.
    if (this.#isSwallowed) this.isBroken = true;
    this.#closeDelayMs = Math.max(
      0,
      ...toxics.map(({ action }) => (action.kind === 'slow_close' ? action.delayMs : 0)),
    );
    this.#flow();
  }

  close(): void {
    this.#stopTimer?.();
    this.#queue = [];
  }

  #take(data: Buffer): void {
    const { sink, onData } = this.#parts;
    onData?.(data);
    if (this.#isCut) return;
    if (this.#shapers.length === 0 && this.#queue.length === 0) {
      if (!sink.write(data)) this.#parts.source.pause();
      return;
    }
    this.#shape(data);
    this.#flow();
  }

  #shape(data: Buffer): void {
    let pieces: readonly Piece[] = [{ data, dueMs: this.#parts.timers.nowMs() }];
    for (const shaper of this.#shapers) {
      const shaped = shaper.shape(pieces);
      pieces = shaped.pieces;
      if (shaper.toxic.action.kind === 'partition') shaper.toxic.counts.affected++;
      if (shaped.isCut) this.#isCut = true;
    }
    for (const { data: part, dueMs } of pieces) {
      // TCP keeps the order: what is late holds up what comes after it.
      this.#lastDueMs = Math.max(this.#lastDueMs, dueMs);
      this.#queue.push({ data: part, dueMs: this.#lastDueMs });
      this.#waitingBytes += part.length;
    }
  }

  /** Sends on what is due, and sees to it that the rest is looked at in time. */
  #flow(): void {
    const { source, sink, timers } = this.#parts;
    if (sink.destroyed || this.#isClosing) return;
    this.#stopTimer?.();
    this.#stopTimer = undefined;
    const nowMs = timers.nowMs();
    let sent = 0;
    while (!this.#isHeld && sent < this.#queue.length && !sink.writableNeedDrain) {
      const piece = this.#queue[sent];
      if (piece === undefined || piece.dueMs > nowMs) break;
      this.#waitingBytes -= piece.data.length;
      sink.write(piece.data);
      sent++;
    }
    if (sent > 0) this.#queue.splice(0, sent);
    const [next] = this.#queue;
    if (next === undefined) this.#whenEmpty();
    else if (!this.#isHeld && !sink.writableNeedDrain)
      this.#stopTimer = timers.later(next.dueMs - nowMs, () => this.#flow());
    const isFull = this.#waitingBytes >= WAITING_BYTES_MAX || sink.writableNeedDrain;
    if (isFull) source.pause();
    else source.resume();
  }

  #end(): void {
    this.#isEnding = true;
    if (this.#queue.length === 0) this.#whenEmpty();
  }

  #whenEmpty(): void {
    const { sink, timers, onCut } = this.#parts;
    if (this.#isCut) return onCut();
    if (!this.#isEnding || this.#isHeld || this.#isSwallowed || sink.writableEnded) return;
    if (this.#closeDelayMs === 0) return void sink.end();
    for (const { toxic } of this.#shapers)
      if (toxic.action.kind === 'slow_close') toxic.counts.affected++;
    this.#isClosing = true;
    this.#stopTimer = timers.later(this.#closeDelayMs, () => void sink.end());
  }
}
