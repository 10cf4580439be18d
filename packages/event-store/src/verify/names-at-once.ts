import type { Meta } from '../format/meta.ts';
import type { FrameReport } from './frame-report.ts';
import type { NameCheck } from './history.ts';
import { judgeVersion, StreamVersions } from './stream-versions.ts';
import type { UsedNames } from './used-names.ts';

/** Of a stream that is forgotten, a verification of the whole log still judges the versions. */
const STREAMS_MAX = 200_000;

/** Judges names as they come: for who can't look at the log a second time. */
export class NamesAtOnce implements NameCheck {
  readonly #report: FrameReport;
  readonly #streams = new StreamVersions(STREAMS_MAX);
  readonly #used: Pick<UsedNames, 'take'>;

  constructor(report: FrameReport, used: Pick<UsedNames, 'take'>) {
    this.#report = report;
    this.#used = used;
  }

  miss(count: number): void {
    this.#streams.miss(count);
  }

  take(meta: Meta): void {
    judgeVersion(this.#streams, meta, this.#report);
    this.#used.take(meta);
  }

  takeRun(): boolean {
    return false;
  }
}
