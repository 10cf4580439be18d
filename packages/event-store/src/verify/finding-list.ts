import type { Finding, FindingCode } from '../types.ts';
import { findingOf, type FindingDraft } from './finding-rules.ts';

/** Where a finding belongs in the order of the log: the segment's index, then the offset in it. */
export interface Place {
  readonly segment: number;
  readonly offset: number;
}

/** Of the log as a whole: HEAD, anchors. Comes last. */
export const WHOLE_LOG: Place = { segment: Number.MAX_SAFE_INTEGER, offset: 0 };

interface Entry {
  draft: FindingDraft;
  readonly place: Place;
}

/**
 * Findings as they come up, in any order; neighbours that say the same become one, and what is over
 * a limit is counted.
 */
export class FindingList {
  readonly #max: number;
  #entries: Entry[] = [];
  readonly #dropped = new Map<FindingCode, number>();

  constructor(max: number) {
    this.#max = max;
  }

  add(draft: FindingDraft, place: Place): void {
    const last = this.#entries.at(-1);
    if (last !== undefined && adjoins(last.draft, draft)) {
      last.draft = joined(last.draft, draft);
      return;
    }
    // The limit is for memory: twice as many as are shown, for those that are joined or removed
    // later.
    if (this.#entries.length < 2 * this.#max) this.#entries.push({ draft, place });
    else this.#dropped.set(draft.code, (this.#dropped.get(draft.code) ?? 0) + 1);
  }

  /**
   * Removes findings about what turned out to be no part of the log: all in this segment from this
   * offset on.
   */
  removeFrom(place: Place): void {
    this.#entries = this.#entries.filter(
      (entry) => entry.place.segment !== place.segment || entry.place.offset < place.offset,
    );
  }

  /** Gives what was found since the last time, and forgets it. */
  drain(): Finding[] {
    const { findings } = this.finish();
    this.#entries = [];
    this.#dropped.clear();
    return findings;
  }

  finish(): { codes: Set<FindingCode>; findings: Finding[]; count: number } {
    const inOrder = this.#entries.toSorted(byPlace).map((entry) => entry.draft);
    const drafts: FindingDraft[] = [];
    for (const draft of inOrder) {
      const last = drafts.at(-1);
      if (last !== undefined && adjoins(last, draft)) drafts.splice(-1, 1, joined(last, draft));
      else drafts.push(draft);
    }
    let count = drafts.length;
    for (const dropped of this.#dropped.values()) count += dropped;
    const codes = new Set([...drafts.map((draft) => draft.code), ...this.#dropped.keys()]);
    return { codes, findings: drafts.slice(0, this.#max).map(findingOf), count };
  }
}

function byPlace(a: Entry, b: Entry): number {
  return a.place.segment - b.place.segment || a.place.offset - b.place.offset;
}

/** Tells whether one finding goes on where another ends and says the same of the same file. */
function adjoins(last: FindingDraft, next: FindingDraft): boolean {
  return (
    last.code === next.code &&
    last.file === next.file &&
    last.agent === next.agent &&
    last.seqs !== undefined &&
    last.seqs[1] === next.seqs?.[0]
  );
}

function joined(last: FindingDraft, next: FindingDraft): FindingDraft {
  const seqs = last.seqs && next.seqs && ([last.seqs[0], next.seqs[1]] as const);
  const bytes = last.bytes && next.bytes && ([last.bytes[0], next.bytes[1]] as const);
  return { ...last, ...(seqs && { seqs }), ...(bytes && { bytes }) };
}
