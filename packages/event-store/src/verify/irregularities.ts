import type { Damage } from '../scan.ts';
import type { DamageRecord, StaleRun } from './damage-record.ts';
import type { FindingDraft } from './finding-rules.ts';
import type { FindingList } from './finding-list.ts';
import type { Segment } from './segments.ts';

/** Damage that is looked into; more of it is counted. */
const DAMAGES_MAX = 20_000;
const STALE_RUNS_MAX = 20_000;
/** Whole frames in all damage that are looked into. */
const WHOLE_FRAMES_MAX = 200_000;

/** What a walk can't accept, kept until the whole log has been seen. */
export class Irregularities {
  readonly damages: DamageRecord[] = [];
  readonly stale: StaleRun[] = [];
  /** Damage behind which no frame was accepted yet. */
  pending: DamageRecord[] = [];
  readonly #findings: FindingList;
  #wholeCount = 0;

  constructor(findings: FindingList) {
    this.#findings = findings;
  }

  addDamage(damage: Damage & Omit<DamageRecord, 'until' | 'follower' | 'isOfTruncation'>): void {
    this.#wholeCount += damage.whole.length;
    const record: DamageRecord = {
      ...damage,
      whole: this.#wholeCount > WHOLE_FRAMES_MAX ? [] : damage.whole,
      until: undefined,
      follower: undefined,
      isOfTruncation: false,
    };
    this.pending.push(record);
    if (this.damages.length < DAMAGES_MAX) {
      this.damages.push(record);
      return;
    }
    const message = 'there is more damage than was looked into';
    const bytes = [damage.start, damage.end] as const;
    this.#add(damage.segment, { code: 'CORRUPT', message, bytes });
  }

  /** A frame was accepted: what damage in front of it must have held ends there. */
  resolve(segment: Segment, frame: { readonly seq: number; readonly position: number }): void {
    for (const damage of this.pending) {
      const isAdjacent = damage.segment === segment && damage.end === frame.position;
      damage.until = frame.seq;
      damage.follower = isAdjacent ? 'adjacentFrame' : 'frame';
    }
    this.pending = [];
  }

  /** Another segment follows; `firstSeq` is its first sequence number, as far as it is known. */
  resolveAtEnd(firstSeq: number | undefined): void {
    for (const damage of this.pending) {
      damage.until = firstSeq;
      damage.follower = 'segment';
    }
    if (firstSeq !== undefined) this.pending = [];
  }

  addStale(run: StaleRun): void {
    const last = this.stale.at(-1);
    if (last?.segment === run.segment && last.end === run.start && last.last + 1 === run.first) {
      last.last = run.last;
      last.end = run.end;
      last.trailer = run.trailer;
    } else if (this.stale.length < STALE_RUNS_MAX) {
      this.stale.push(run);
    } else {
      const message = 'there are more events out of place than were looked into';
      this.#add(run.segment, { code: 'DUPLICATE', message, bytes: [run.start, run.end] });
    }
  }

  #add({ index, name: file }: Segment, draft: Omit<FindingDraft, 'file'>): void {
    this.#findings.add({ ...draft, file }, { segment: index, offset: draft.bytes?.[0] ?? 0 });
  }
}
