/**
 * Verifies a log while a target writes it, with three eyes: a follower verifies what becomes
 * durable; what the file system says of closed segments tells where to look again at once; and
 * all segments are read again, one after the other, for damage that it says nothing of.
 */
import type { Finding, KeyRing } from '@lighthouse/event-store';
import {
  FileMarks,
  LogFollower,
  nodeFs,
  verdictOf,
  verifySection,
  type FileMark,
  type FollowTurn,
  type SeenEvent,
} from '@lighthouse/event-store/follow';
import type { WatchFinding } from './watch-messages.ts';

export interface LiveLogWatchOptions {
  readonly dir: string;
  readonly loadKeyRing: () => KeyRing;
  /** Undefined when there is no such file; takes the name alone. */
  readonly markOf: (name: string) => FileMark | undefined;
  /** Monotonic, and the same in all threads. */
  readonly nowMs: () => number;
  /** Milliseconds since 1970. */
  readonly wallMs: () => number;
}

/** What one look at the log gave. */
export interface WatchRound {
  readonly verifiedCount: number;
  readonly behindCount: number;
  readonly sectionCount: number;
  readonly findings: readonly WatchFinding[];
}

const TURNS_PER_ROUND_MAX = 50;
const PLACES_MAX = 64;
const PLACES_PER_ROUND_MAX = 4;
/** Of the time that reading segments again may take. */
const REREAD_SHARE = 0.05;
const REREAD_MS_MIN = 500;
/** A crash leaves these at the end of a log, and the writer takes them away. */
const OF_TAIL: readonly string[] = ['TORN_TAIL', 'DAMAGED_TAIL', 'TORN_ROLL', 'HEAD_AHEAD'];
/** Faults of a run set clocks: what times say is judged when it is known what they did. */
const OF_TIMES = 'TIMESTAMP_';
const SEGMENT = /^(\d{20})\.lhseg$/;

export class LiveLogWatch {
  readonly #options: LiveLogWatchOptions;
  readonly #follower: LogFollower;
  readonly #marks: FileMarks;
  /** First sequence numbers of segments that are to be looked at again. */
  readonly #places = new Set<number>();
  /** When each file was last found to be whole. */
  readonly #wholeMs = new Map<string, number>();
  /** What was reported and is still there; it is not reported again. */
  readonly #known = new Set<string>();
  #trusted: SeenEvent | undefined;
  #sectionCount = 0;
  #nextRereadMs = 0;
  #lastReread = -1;

  constructor(options: LiveLogWatchOptions) {
    const { dir, loadKeyRing, nowMs, markOf } = options;
    this.#options = options;
    this.#follower = new LogFollower({ fs: nodeFs, dir, loadKeyRing, nowMs });
    this.#marks = new FileMarks({ list: () => nodeFs.list(dir), markOf });
  }

  /** Looks once, as far as the log is durable. Throws failures of the disk. */
  async look(): Promise<WatchRound> {
    const lookedMs = this.#options.nowMs();
    const findings = this.#follow(lookedMs);
    const { segFirst } = this.#follower;
    if (segFirst !== undefined) {
      for (const first of this.#marks.look(segFirst)) this.#addPlace(first);
      this.#addReread(lookedMs);
      for (const first of [...this.#places].slice(0, PLACES_PER_ROUND_MAX)) {
        this.#places.delete(first);
        findings.push(...(await this.#lookAt(first)));
      }
    }
    const { verifiedCount, behindCount } = this.#follower;
    return { verifiedCount, behindCount, sectionCount: this.#sectionCount, findings };
  }

  #follow(lookedMs: number): WatchFinding[] {
    const found: WatchFinding[] = [];
    for (let turn = 0; turn < TURNS_PER_ROUND_MAX; turn++) {
      const { kind, findings, suspicions }: FollowTurn = this.#follower.turn();
      const liveFirst = this.#follower.segFirst;
      found.push(...this.#news(findings, lookedMs));
      for (const { segFirst } of suspicions) this.#addPlace(segFirst);
      if (suspicions.length === 0 && this.#places.size === 0) this.#trusted = this.#follower.seen;
      if (findings.length === 0 && suspicions.length === 0 && liveFirst !== undefined)
        this.#wholeMs.set(fileOf(liveFirst), lookedMs);
      if (kind !== 'behind') break;
    }
    return found;
  }

  /** Puts the next segment on the list, when there is time; the live one has its turn too. */
  #addReread(nowMs: number): void {
    if (nowMs < this.#nextRereadMs || this.#places.size > 0) return;
    const firsts = nodeFs
      .list(this.#options.dir)
      .flatMap((name) => SEGMENT.exec(name)?.[1] ?? [])
      .map(Number)
      .toSorted((a, b) => a - b);
    const next = firsts.find((first) => first > this.#lastReread) ?? firsts[0];
    this.#nextRereadMs = nowMs + REREAD_MS_MIN;
    if (next === undefined) return;
    this.#lastReread = next;
    this.#addPlace(next);
  }

  /**
   * What a second look does not confirm was being written at the first, and is nothing. Who changes
   * a log for less time than two looks take is for the verification at the end to find.
   */
  async #lookAt(segFirst: number): Promise<WatchFinding[]> {
    const { nowMs } = this.#options;
    const lookedMs = nowMs();
    this.#sectionCount += 1;
    const first = await this.#verify(segFirst);
    const again = first.length === 0 ? [] : await this.#verify(segFirst);
    const confirmed = first.filter((one) =>
      again.some(({ code, file }) => code === one.code && file === one.file),
    );
    const found = this.#news(confirmed, lookedMs);
    const file = fileOf(segFirst);
    if (confirmed.length === 0) {
      this.#wholeMs.set(file, lookedMs);
      for (const known of this.#known) if (known.startsWith(`${file} `)) this.#known.delete(known);
    }
    const pauseMs = (nowMs() - lookedMs) * (1 / REREAD_SHARE - 1);
    this.#nextRereadMs = nowMs() + Math.max(REREAD_MS_MIN, pauseMs);
    return found;
  }

  async #verify(segFirst: number): Promise<readonly Finding[]> {
    const { dir, loadKeyRing, wallMs } = this.#options;
    const { findings } = await verifySection({
      fs: nodeFs,
      dir,
      keyRing: loadKeyRing(),
      segFirst,
      nowUs: Math.floor(wallMs() * 1000),
      anchors: this.#anchorsFrom(segFirst),
    });
    return findings.filter(isTampering);
  }

  /** A section holds the last event that was seen only when it reaches that far. */
  #anchorsFrom(segFirst: number) {
    const seen = this.#trusted;
    if (seen === undefined || segFirst < seen.segFirst) return [];
    const { seq, mac, logId } = seen;
    return [{ kind: 'receipt' as const, seq, mac, logId }];
  }

  #news(findings: readonly Finding[], lookedMs: number): WatchFinding[] {
    const foundMs = this.#options.nowMs();
    return findings.filter(isTampering).flatMap(({ code, message, file = '' }) => {
      const name = file.slice(file.lastIndexOf('/') + 1);
      const known = `${name} ${code}`;
      if (this.#known.has(known)) return [];
      this.#known.add(known);
      const wholeMs = this.#wholeMs.get(name) ?? null;
      return [{ code, message, file: name, lookedMs, foundMs, wholeMs }];
    });
  }

  #addPlace(segFirst: number): void {
    if (this.#places.size < PLACES_MAX) this.#places.add(segFirst);
  }
}

function isTampering({ code }: Finding): boolean {
  if (OF_TAIL.includes(code) || code.startsWith(OF_TIMES)) return false;
  return verdictOf([code]) === 'tampered';
}

function fileOf(segFirst: number): string {
  return `${String(segFirst).padStart(20, '0')}.lhseg`;
}
