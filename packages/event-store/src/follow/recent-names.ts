import type { Meta } from '../format/meta.ts';
import type { FrameReport } from '../verify/frame-report.ts';
import { UsedNames } from '../verify/used-names.ts';

/**
 * Rule 11 for a reader that never ends: now and then it forgets all names and begins anew. What was
 * used before that is for a reader of the whole log to find.
 */
export class RecentNames {
  readonly #report: FrameReport;
  readonly #eventsMax: number;
  #names: UsedNames;
  #count = 0;

  constructor(report: FrameReport, eventsMax: number) {
    this.#report = report;
    this.#eventsMax = eventsMax;
    this.#names = new UsedNames(report);
  }

  take(meta: Meta): void {
    if (this.#count >= this.#eventsMax) {
      this.#names = new UsedNames(this.#report);
      this.#count = 0;
    }
    this.#names.take(meta);
    this.#count += 1;
  }
}
