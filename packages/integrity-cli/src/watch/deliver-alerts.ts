import type { Alert, WatchAnswer, WatchFinding } from '@lighthouse/contract/watch-answer';
import type { AlertHistory } from './alert-history.ts';
import { isAtLeast } from './alert-limit.ts';
import type { Sink } from './sinks/sink.ts';

export interface DeliveryOptions {
  readonly history: AlertHistory;
  readonly minSeverity: WatchFinding['finding']['severity'];
  /** The alert history can't be written any more. */
  readonly onFailure: (error: unknown) => void;
}

export type SinkStatus = WatchAnswer['sinks'][number];

/**
 * Sends alerts to one sink, in the order of the alert history and each until the sink is done with
 * it. Nothing is kept in memory: what a slow sink has not had yet stands in the history, and a
 * watch that begins again goes on behind the last alert that the sink is done with.
 */
export class AlertDelivery {
  readonly #sink: Sink;
  readonly #options: DeliveryOptions;
  #deliveredCount = 0;
  #failedCount = 0;
  #lastFailure: string | undefined;
  #doneSeq = 0;

  constructor(sink: Sink, options: DeliveryOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /** Delivers until `signal` is aborted. Never rejects. */
  async run(signal: AbortSignal, startSeq: number): Promise<void> {
    const { history, onFailure } = this.#options;
    try {
      this.#doneSeq = (await history.deliveredUpTo(this.#sink.name)) ?? startSeq;
      for await (const { alert, isSent } of history.follow(this.#doneSeq, signal)) {
        if (isSent && this.#isWanted(alert)) await this.#deliver(alert, signal);
        if (signal.aborted) return;
        this.#doneSeq = alert.seq;
      }
    } catch (error) {
      if (!signal.aborted) onFailure(error);
    }
  }

  /** The last alert that the sink is done with. */
  get doneSeq(): number {
    return this.#doneSeq;
  }

  status(lastAlertSeq: number): SinkStatus {
    return {
      name: this.#sink.name,
      deliveredCount: this.#deliveredCount,
      failedCount: this.#failedCount,
      isWaiting: lastAlertSeq > this.#doneSeq,
      ...(this.#lastFailure !== undefined && { lastFailure: this.#lastFailure }),
    };
  }

  async #deliver(alert: Alert, signal: AbortSignal): Promise<void> {
    const outcome = await this.#sink.deliver(alert, signal);
    // It was interrupted, not refused: the next watch tries again.
    if (signal.aborted && !outcome.isDelivered) return;
    if (outcome.isDelivered) this.#deliveredCount += 1;
    else {
      this.#failedCount += 1;
      this.#lastFailure = outcome.detail;
    }
    const { history } = this.#options;
    await history.writeDelivery({ sink: this.#sink.name, alertSeq: alert.seq, ...outcome });
  }

  #isWanted(alert: Alert): boolean {
    const severity = alert.kind === 'summary' ? alert.worst : alert.alert.finding.severity;
    return isAtLeast(severity, this.#options.minSeverity);
  }
}
