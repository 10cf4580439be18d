import { Random } from '@lighthouse/agent-sim';
import type { ActiveToxic } from './toxic.ts';

/** A piece of data and when it may go on. */
export interface Piece {
  readonly data: Buffer;
  readonly dueMs: number;
}

/** What becomes of data: it goes on in pieces, or there is an end to it. */
export interface Shaped {
  readonly pieces: readonly Piece[];
  /** The connection ends when these pieces are through. */
  readonly isCut: boolean;
}

/** Data that waits for its turn is cut into pieces that take so long each. */
const BANDWIDTH_STEP_MS = 20;

/** Carries out one toxic on one direction of one connection. */
export class Shaper {
  readonly toxic: ActiveToxic;
  readonly #random = new Random();
  #freeAtMs = 0;
  #bytes = 0;

  constructor(toxic: ActiveToxic, connection: number) {
    this.toxic = toxic;
    this.#random.seed(toxic.seed, connection, 1);
  }

  shape(pieces: readonly Piece[]): Shaped {
    const { action, counts } = this.toxic;
    counts.pieces += pieces.length;
    switch (action.kind) {
      case 'latency':
        return this.#delayed(
          pieces,
          () => action.latencyMs + (2 * this.#random.uniform() - 1) * action.jitterMs,
        );
      case 'loss':
        return this.#delayed(pieces, () =>
          this.#random.uniform() < action.share ? action.stallMs : 0,
        );
      case 'bandwidth':
        return { pieces: this.#throttled(pieces, action.bytesPerSecond), isCut: false };
      case 'slicer':
        return { pieces: this.#sliced(pieces, action), isCut: false };
      case 'limit_data':
        return this.#limited(pieces, action.bytes);
      case 'timeout':
        counts.affected += pieces.length;
        return { pieces: [], isCut: false };
      case 'slow_close':
      case 'reset_peer':
      case 'duplicate':
      case 'down':
      case 'partition':
        return { pieces, isCut: false };
    }
  }

  #delayed(pieces: readonly Piece[], delayMs: () => number): Shaped {
    const delayed = pieces.map(({ data, dueMs }) => {
      const ms = Math.max(0, delayMs());
      if (ms > 0) this.toxic.counts.affected++;
      return { data, dueMs: dueMs + ms };
    });
    return { pieces: delayed, isCut: false };
  }

  #throttled(pieces: readonly Piece[], bytesPerSecond: number): Piece[] {
    const stepBytes = Math.max(1, Math.floor((bytesPerSecond * BANDWIDTH_STEP_MS) / 1000));
    return pieces.flatMap(({ data, dueMs }) =>
      cut(data, () => stepBytes).map((part) => {
        const startMs = Math.max(dueMs, this.#freeAtMs);
        this.#freeAtMs = startMs + (part.length / bytesPerSecond) * 1000;
        this.toxic.counts.affected++;
        return { data: part, dueMs: this.#freeAtMs };
      }),
    );
  }

  #sliced(
    pieces: readonly Piece[],
    of: { averageSize: number; sizeVariation: number; delayMs: number },
  ): Piece[] {
    const size = () =>
      Math.max(1, of.averageSize - of.sizeVariation + this.#random.below(2 * of.sizeVariation + 1));
    return pieces.flatMap(({ data, dueMs }) => {
      const parts = cut(data, size);
      if (parts.length > 1) this.toxic.counts.affected++;
      return parts.map((part, place) => ({ data: part, dueMs: dueMs + place * of.delayMs }));
    });
  }

  #limited(pieces: readonly Piece[], bytesMax: number): Shaped {
    const kept: Piece[] = [];
    for (const { data, dueMs } of pieces) {
      const room = bytesMax - this.#bytes;
      this.#bytes += data.length;
      if (data.length < room) kept.push({ data, dueMs });
      else {
        this.toxic.counts.affected++;
        return { pieces: [...kept, { data: data.subarray(0, room), dueMs }], isCut: true };
      }
    }
    return { pieces: kept, isCut: false };
  }
}

function cut(data: Buffer, size: () => number): Buffer[] {
  const parts: Buffer[] = [];
  for (let at = 0; at < data.length;) {
    const end = Math.min(data.length, at + size());
    parts.push(data.subarray(at, end));
    at = end;
  }
  return parts;
}
