import { createHash } from 'node:crypto';
import type { WatchFinding } from '@lighthouse/contract/watch-answer';
import type { Finding, LogVerdict } from '@lighthouse/event-store';
import { isFindingCode, verdictOf } from '@lighthouse/event-store/follow';

export type Source = WatchFinding['source'];
/** Undefined when nothing is new about it. */
export type News = 'raised' | 'refined' | undefined;

const ENTRIES_MAX = 10_000;
const ID_LENGTH = 10;
const RANK = { info: 0, medium: 1, high: 2, critical: 3 } as const;

/**
 * What was found, each once: by code, file and range. Bytes that were found before under another
 * code are the same finding, seen more clearly.
 */
export class FindingBook {
  /** Findings that there was no room for. */
  forgottenCount = 0;
  readonly #entries = new Map<string, WatchFinding>();
  /** Ids of findings, by the file that they are about. */
  readonly #byFile = new Map<string, string[]>();

  /** Takes note of a finding, and says whether it is news. */
  note(finding: Finding, source: Source, nowMs: number): { entry: WatchFinding; news: News } {
    const known = this.#find(finding);
    if (known === undefined) return this.#add(finding, source, nowMs);
    const isKnownCode =
      known.finding.code === finding.code || known.alsoCodes.includes(finding.code);
    const isWorse = RANK[finding.severity] > RANK[known.finding.severity];
    const entry: WatchFinding = {
      ...known,
      finding: isWorse ? recordOf(finding) : known.finding,
      alsoCodes: isKnownCode
        ? known.alsoCodes
        : [...known.alsoCodes, isWorse ? known.finding.code : finding.code],
      // A note was written about what was known then.
      ...(isKnownCode ? {} : { state: 'open' as const }),
      lastSeenAt: nowMs,
      seenCount: known.seenCount + 1,
    };
    this.#entries.set(entry.id, entry);
    return { entry, news: isKnownCode ? undefined : 'refined' };
  }

  /** Puts back what an earlier watch knew. */
  restore(entry: WatchFinding): void {
    if (!this.#entries.has(entry.id)) this.#index(entry);
    this.#entries.set(entry.id, entry);
  }

  /** Undefined when there is no such finding. */
  resolve(id: string, resolution: { note: string; by: string; at: number }) {
    const known = this.#entries.get(id);
    if (known === undefined) return undefined;
    const entry: WatchFinding = { ...known, state: 'resolved', resolution };
    this.#entries.set(id, entry);
    return entry;
  }

  get open(): WatchFinding[] {
    return [...this.#entries.values()].filter(({ state }) => state === 'open');
  }

  get all(): WatchFinding[] {
    return [...this.#entries.values()];
  }

  /** What follows from the findings that are open. */
  verdict(): LogVerdict['value'] {
    if (this.forgottenCount > 0) return 'tampered';
    const codes = this.open.flatMap(({ finding, alsoCodes }) => [finding.code, ...alsoCodes]);
    return verdictOf(codes.filter(isFindingCode));
  }

  #add(finding: Finding, source: Source, nowMs: number): { entry: WatchFinding; news: News } {
    const entry: WatchFinding = {
      id: idOf(finding),
      state: 'open',
      finding: recordOf(finding),
      alsoCodes: [],
      source,
      firstSeenAt: nowMs,
      lastSeenAt: nowMs,
      seenCount: 1,
    };
    if (this.#entries.size >= ENTRIES_MAX) {
      this.forgottenCount += 1;
      return { entry, news: undefined };
    }
    this.#index(entry);
    this.#entries.set(entry.id, entry);
    return { entry, news: 'raised' };
  }

  #index({ id, finding }: WatchFinding): void {
    const file = finding.file ?? '';
    const ids = this.#byFile.get(file) ?? [];
    ids.push(id);
    this.#byFile.set(file, ids);
  }

  #find(finding: Finding): WatchFinding | undefined {
    const exact = this.#entries.get(idOf(finding));
    if (exact !== undefined) return exact;
    const ids = this.#byFile.get(finding.file ?? '') ?? [];
    return ids
      .map((id) => this.#entries.get(id))
      .find((entry) => entry !== undefined && isSame(entry, finding));
  }
}

/** Tells whether a finding is about the same bytes, or the same events for the same reason. */
function isSame({ finding: known, alsoCodes }: WatchFinding, finding: Finding): boolean {
  if (known.bytes !== undefined && finding.bytes !== undefined)
    return overlap(known.bytes, finding.bytes);
  const isKnownCode = known.code === finding.code || alsoCodes.includes(finding.code);
  if (!isKnownCode) return false;
  if (known.seqs === undefined || finding.seqs === undefined) return true;
  return overlap(known.seqs, finding.seqs);
}

type Range = readonly [number, number];

function overlap(a: Range, b: Range): boolean {
  return (a[0] < b[1] && b[0] < a[1]) || (a[0] === b[0] && a[1] === b[1]);
}

function idOf({ code, file, bytes, seqs }: Finding): string {
  const text = JSON.stringify([code, file ?? '', bytes ?? [], seqs ?? []]);
  return createHash('sha256').update(text).digest('hex').slice(0, ID_LENGTH);
}

/** Leaves out what is undefined: the record is written down. */
function recordOf(finding: Finding): WatchFinding['finding'] {
  const { bytes, seqs, evidence, ...rest } = finding;
  return {
    ...rest,
    ...(bytes && { bytes: [bytes[0], bytes[1]] as [number, number] }),
    ...(seqs && { seqs: [seqs[0], seqs[1]] as [number, number] }),
    ...(evidence && { evidence: { ...evidence } }),
  };
}
