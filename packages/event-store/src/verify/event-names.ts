/**
 * What must hold of names all over a log: versions of a stream follow each other, ids and
 * idempotency keys are used once (rule 11). It holds hashes, in bounded memory, and so can only
 * suspect: whom it suspects is looked at again, in full, when the log has been walked.
 */
import type { Meta } from '../format/meta.ts';
import { parseEvent } from './event-form.ts';
import type { AcceptedFrame } from './frame-index.ts';
import type { FrameReport } from './frame-report.ts';
import type { NameCheck } from './history.ts';
import type { CleanRun } from './runs/clean-run.ts';
import { FrameEvent } from './runs/frame-event.ts';
import { HashTable } from './runs/hash-table.ts';
import type { NameHash } from './runs/name-hash.ts';
import { judgeVersion, StreamVersions } from './stream-versions.ts';
import { UsedNames } from './used-names.ts';

export interface NamesMax {
  /** Streams and names held at a time: powers of two. */
  readonly streams: number;
  readonly names: number;
}

const NAMES_MAX: NamesMax = { streams: 1 << 20, names: 1 << 23 };
/** Suspects that are looked at again. */
const SUSPECTS_MAX = 1_000_000;

/** Frames that were accepted, from the first on; can be asked for more than once. */
export type Frames = () => Iterable<AcceptedFrame>;

export class EventNames implements NameCheck {
  readonly #report: FrameReport;
  readonly #event: FrameEvent;
  /** Columns: version of the last event, and how many events were missing by then. */
  readonly #streams: HashTable;
  readonly #names: HashTable;
  /** How often a name did not fit. */
  suspicionCount = 0;
  readonly #suspects = new Set<number>();
  #suspectsDropped = 0;
  #missing = 0;
  /** In order: behind which sequence number events are missing, and how many. */
  #misses: { readonly seq: number; readonly count: number }[] = [];

  constructor(report: FrameReport, hash: NameHash, max: NamesMax = NAMES_MAX) {
    this.#report = report;
    this.#event = new FrameEvent(hash);
    this.#streams = new HashTable(2, max.streams);
    this.#names = new HashTable(0, max.names);
  }

  /** There was no room for all: some names are left to another walk through the log. */
  get isFull(): boolean {
    return !this.#streams.isDone || !this.#names.isDone;
  }

  /** So many events are missing in front of the one with this sequence number. */
  miss(count: number, seq: number): void {
    this.#missing += count;
    this.#misses.push({ seq, count });
  }

  take(meta: Meta): void {
    const event = this.#event;
    event.readMeta(meta);
    const { streamHigh, streamLow, version } = event;
    if (!this.#fits(streamHigh, streamLow, version)) this.#suspect(streamHigh, streamLow);
    this.#setVersion(streamHigh, streamLow, version);
    this.#takeNames(event);
  }

  /** Takes the events of a run if its streams go on as they must; else nothing. */
  takeRun({ streams, versions, names }: CleanRun): boolean {
    for (let at = 0; at < streams.length; at += 2) {
      if (!this.#fits(streams[at] ?? 0, streams[at + 1] ?? 0, versions[at] ?? 0)) return false;
    }
    for (let at = 0; at < streams.length; at += 2)
      this.#setVersion(streams[at] ?? 0, streams[at + 1] ?? 0, versions[at + 1] ?? 0);
    for (let at = 0; at < names.length; at += 2) this.#takeName(names[at] ?? 0, names[at + 1] ?? 0);
    return true;
  }

  /** Looks again at whom it suspects, and at what there was no room for; reports what is wrong. */
  *settle(frames: Frames): Generator<void> {
    while (this.isFull) yield* this.#walkAgain(frames);
    if (this.#suspects.size > 0) yield* this.#judge(frames);
  }

  #takeNames({ idHigh, idLow, keyHigh, keyLow }: FrameEvent): void {
    if (idLow !== 0) this.#takeName(idHigh, idLow);
    if (keyLow !== 0) this.#takeName(keyHigh, keyLow);
  }

  #takeName(high: number, low: number): void {
    if (!this.#names.isOfKind(low)) return;
    if (this.#names.find(high, low) >= 0) this.#suspect(high, low);
    else this.#names.add(high, low);
  }

  #fits(high: number, low: number, version: number): boolean {
    const { columns } = this.#streams;
    if (!this.#streams.isOfKind(low)) return true;
    const slot = this.#streams.find(high, low);
    const expected = (slot < 0 ? 0 : (columns[0]?.[slot] ?? 0)) + 1;
    const missing = this.#missing - (slot < 0 ? 0 : (columns[1]?.[slot] ?? 0));
    return version >= expected && version <= expected + missing;
  }

  #setVersion(high: number, low: number, version: number): void {
    const slot = this.#streams.add(high, low);
    if (slot < 0) return;
    const [versions, missingThen] = this.#streams.columns;
    if (versions !== undefined) versions[slot] = version;
    if (missingThen !== undefined) missingThen[slot] = this.#missing;
  }

  #suspect(high: number, low: number): void {
    this.suspicionCount += 1;
    if (this.#suspects.size < SUSPECTS_MAX) this.#suspects.add(suspectOf(high, low));
    else this.#suspectsDropped += 1;
  }

  /** Walks through the log once more, for names that there was no room for. */
  *#walkAgain(frames: Frames): Generator<void> {
    this.#streams.restart();
    this.#names.restart();
    this.#missing = 0;
    const misses = new MissedEvents(this.#misses);
    for (const { buffer, at, end, position, seq } of frames()) {
      this.#missing += misses.upTo(seq);
      if (!this.#event.read(buffer, at, end - position)) continue;
      const { streamHigh, streamLow, version } = this.#event;
      if (!this.#fits(streamHigh, streamLow, version)) this.#suspect(streamHigh, streamLow);
      this.#setVersion(streamHigh, streamLow, version);
      this.#takeNames(this.#event);
      if (seq % PAUSE_FRAMES === 0) yield;
    }
  }

  *#judge(frames: Frames): Generator<void> {
    const streams = new StreamVersions();
    const names = new UsedNames(this.#report);
    const misses = new MissedEvents(this.#misses);
    const event = this.#event;
    for (const frame of frames()) {
      const { buffer, at, end, position, seq, segment } = frame;
      streams.miss(misses.upTo(seq));
      if (seq % PAUSE_FRAMES === 0) yield;
      if (!event.read(buffer, at, end - position)) continue;
      const isStream = this.#isSuspect(event.streamHigh, event.streamLow);
      const isId = event.idLow !== 0 && this.#isSuspect(event.idHigh, event.idLow);
      const isKey = event.keyLow !== 0 && this.#isSuspect(event.keyHigh, event.keyLow);
      if (!isStream && !isId && !isKey) continue;
      const parsed = parseEvent(buffer, at, end - position);
      if (typeof parsed === 'string') continue;
      this.#report.lookAt(segment, frame);
      const { id, key, ...meta } = parsed.meta;
      if (isStream) judgeVersion(streams, meta, this.#report);
      names.take({ ...meta, ...(isId && { id }), ...(isKey && { key }) });
    }
    if (this.#suspectsDropped === 0) return;
    const message = 'there are more names that seem to be used twice than were looked into';
    this.#report.add({ code: 'DUPLICATE', message, evidence: { count: this.#suspectsDropped } });
  }

  #isSuspect(high: number, low: number): boolean {
    return this.#suspects.has(suspectOf(high, low));
  }
}

const PAUSE_FRAMES = 8192;

/** The hash in one number: 52 of its bits. */
function suspectOf(high: number, low: number): number {
  return (high >>> 0) * 0x10_0000 + (low >>> 12);
}

/** How many events are missing, along with a walk. */
class MissedEvents {
  readonly #misses: readonly { readonly seq: number; readonly count: number }[];
  #next = 0;

  constructor(misses: readonly { readonly seq: number; readonly count: number }[]) {
    this.#misses = misses;
  }

  /** Gives how many more are missing in front of this event than in front of the one before. */
  upTo(seq: number): number {
    let count = 0;
    for (; ; this.#next += 1) {
      const miss = this.#misses[this.#next];
      if (miss === undefined || miss.seq > seq) return count;
      count += miss.count;
    }
  }
}
