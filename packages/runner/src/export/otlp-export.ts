import type { LiveObserver, LivePoint, LiveStart } from '../run/live-observer.ts';
import { OtlpMetrics } from './otlp-metrics.ts';

export interface OtlpExportParts {
  /** Sends one body. Resolves with why it was not taken, or nothing. Never rejects. */
  readonly post: (body: string) => Promise<string | undefined>;
  /** Told once, at the end, when something was not delivered. */
  readonly onLost: (why: string) => void;
  /** Resolves when what is left at the end has had its time. */
  readonly endLimit: () => Promise<void>;
}

/** Bodies that wait while the receiver is slow; the oldest one makes room for the next. */
export const QUEUED_MAX = 30;

/** Sends the seconds of a run to an OTLP receiver, one request after the other. */
export class OtlpExport implements LiveObserver {
  readonly #parts: OtlpExportParts;
  readonly #queue: string[] = [];
  #metrics: OtlpMetrics | undefined;
  #sending: Promise<void> | undefined;
  #isOver = false;
  #made = 0;
  #delivered = 0;
  #why = 'the receiver was too slow';

  constructor(parts: OtlpExportParts) {
    this.#parts = parts;
  }

  begin(start: LiveStart): void {
    this.#metrics = new OtlpMetrics(start);
  }

  point(point: LivePoint): void {
    if (this.#metrics === undefined) return;
    this.#made++;
    this.#queue.push(this.#metrics.add(point));
    if (this.#queue.length > QUEUED_MAX) this.#queue.shift();
    this.#sending ??= this.#sendAll();
  }

  fault(): void {}

  async close(): Promise<void> {
    if (this.#sending !== undefined) await Promise.race([this.#sending, this.#parts.endLimit()]);
    this.#isOver = true;
    const lost = this.#made - this.#delivered;
    if (lost > 0)
      this.#parts.onLost(`${lost} of ${this.#made} requests were not delivered: ${this.#why}`);
  }

  async #sendAll(): Promise<void> {
    for (let body = this.#queue.shift(); body !== undefined && !this.#isOver;) {
      const failure = await this.#parts.post(body);
      if (failure === undefined) this.#delivered++;
      else this.#why = failure;
      body = this.#queue.shift();
    }
    this.#sending = undefined;
  }
}
