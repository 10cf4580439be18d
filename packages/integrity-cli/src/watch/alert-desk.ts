import type { Alert, WatchFinding } from '@lighthouse/contract/watch-answer';
import type { Finding } from '@lighthouse/event-store';
import type { AlertDraft, AlertHistory } from './alert-history.ts';
import type { AlertLimit } from './alert-limit.ts';
import type { FindingBook, Source } from './finding-book.ts';

export interface AlertDeskOptions {
  readonly store: string;
  readonly book: FindingBook;
  readonly limit: AlertLimit;
  readonly history: AlertHistory;
  readonly wallMs: () => number;
  /** Told of every alert, held back or not; `isSent` says which. */
  readonly onAlert: (alert: Alert, isSent: boolean) => void;
}

/** Where findings become alerts: each is written down once, and sent unless there are too many. */
export class AlertDesk {
  readonly book: FindingBook;
  readonly limit: AlertLimit;
  /** Sequence number of the last alert in the history. */
  lastAlertSeq = 0;
  /** Why alerts can't be written down; they are still shown. */
  failure: unknown;
  readonly #options: AlertDeskOptions;

  constructor(options: AlertDeskOptions) {
    this.#options = options;
    this.book = options.book;
    this.limit = options.limit;
  }

  /** Takes note of findings; gives how many of them were news. */
  async report(findings: readonly Finding[], source: Source): Promise<number> {
    let newsCount = 0;
    for (const finding of findings) {
      const nowMs = this.#options.wallMs();
      const { entry, news } = this.book.note(finding, source, nowMs);
      if (news === undefined) continue;
      newsCount += 1;
      const isSent = finding.severity === 'info' || this.limit.admits(finding, nowMs);
      await this.#send({ kind: news, alert: entry }, isSent);
    }
    return newsCount;
  }

  /** Undefined when there is no such finding. */
  async resolve(
    id: string,
    { note, by }: { note: string; by: string },
  ): Promise<WatchFinding | undefined> {
    const alert = this.book.resolve(id, { note, by, at: this.#options.wallMs() });
    if (alert !== undefined) await this.#send({ kind: 'resolved', alert }, true);
    return alert;
  }

  /** Sends the summary of what was held back, when one is due. */
  async sendSummary(isLast = false): Promise<void> {
    const summary = this.limit.takeSummary(this.#options.wallMs(), isLast);
    if (summary !== undefined) await this.#send({ kind: 'summary', ...summary }, true);
  }

  async #send(what: BriefAlert, isSent: boolean): Promise<void> {
    const { store, history, wallMs, onAlert } = this.#options;
    const draft: AlertDraft = { ...what, at: wallMs(), store };
    onAlert(await this.#written(history, draft, isSent), isSent);
  }

  async #written(history: AlertHistory, draft: AlertDraft, isSent: boolean): Promise<Alert> {
    try {
      const alert = await history.writeAlert(draft, isSent);
      this.lastAlertSeq = alert.seq;
      return alert;
    } catch (error) {
      this.failure = error;
      return { schema: 'lighthouse/alert/1', seq: 0, ...draft };
    }
  }
}

type BriefOf<D> = D extends AlertDraft ? Omit<D, 'at' | 'store'> : never;
type BriefAlert = BriefOf<AlertDraft>;
