import type { Meta } from '../format/meta.ts';
import { EventNames, type NamesMax } from '../verify/event-names.ts';
import type { FrameReport } from '../verify/frame-report.ts';
import type { NameCheck } from '../verify/history.ts';
import type { CleanRun } from '../verify/runs/clean-run.ts';
import type { NameHash } from '../verify/runs/name-hash.ts';

const NAMES_MAX: NamesMax = { streams: 1 << 18, names: 1 << 19 };

/**
 * Names for a reader that never ends: when there is no room for more, it forgets all and begins
 * anew. It suspects and does not accuse; what is wrong with a name, and what was used before it
 * forgot, is for a verification to say, which looks at events again.
 */
export class RecentNames implements NameCheck {
  readonly #make: () => EventNames;
  #names: EventNames;
  /** Events so far, missing ones too. */
  #count = 0;
  #suspicionCount = 0;

  constructor(report: FrameReport, hash: NameHash, max: NamesMax = NAMES_MAX) {
    this.#make = () => new EventNames(report, hash, max);
    this.#names = this.#make();
  }

  /** Tells whether any name was suspect since this was asked last. */
  takeSuspicion(): boolean {
    const isNew = this.#names.suspicionCount > this.#suspicionCount;
    this.#suspicionCount = this.#names.suspicionCount;
    if (this.#names.isFull) this.#beginAnew();
    return isNew;
  }

  miss(count: number, seq: number): void {
    this.#count += count;
    this.#names.miss(count, seq);
  }

  take(meta: Meta): void {
    this.#count += 1;
    this.#names.take(meta);
  }

  takeRun(run: CleanRun): boolean {
    if (!this.#names.takeRun(run)) return false;
    this.#count += run.lastSeq + 1 - run.firstSeq;
    return true;
  }

  /** Whatever came so far is as good as missing: a stream may go on from there. */
  #beginAnew(): void {
    this.#names = this.#make();
    this.#names.miss(this.#count, 1);
    this.#suspicionCount = 0;
  }
}
