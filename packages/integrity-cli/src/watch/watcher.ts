/**
 * Watches a log that somebody else writes. Three eyes, each with what it is good for: a follower
 * verifies what becomes durable, within moments; what the file system says of closed segments tells
 * where to look again at once; and sweeps verify everything, again and again, with all rules.
 */
import { hasErrorCode } from '@lighthouse/contract/errors';
import type { Anchor, Finding, FindingCode, KeyRing } from '@lighthouse/event-store';
import {
  FileMarks,
  findingOf,
  LogFollower,
  verifySection,
  type FileMark,
  type FollowTurn,
  type SeenEvent,
  type Suspicion,
} from '@lighthouse/event-store/follow';
import { errnoOf } from '../store/errno.ts';
import { createReadOnlyFs } from '../store/read-only-fs.ts';
import type { AlertDesk } from './alert-desk.ts';
import { Lag } from './lag.ts';
import { isGone, type Sweeper, type Swept } from './sweeper.ts';
import type { WatchClock } from './watch-clock.ts';

export interface WatcherOptions {
  readonly logDir: string;
  readonly loadKeyRing: () => KeyRing;
  /** What an earlier watch saw last. */
  readonly seen: SeenEvent | undefined;
  readonly desk: AlertDesk;
  readonly sweeper: Sweeper;
  readonly clock: WatchClock;
  /** Undefined when there is no such file. */
  readonly markOf: (name: string) => FileMark | undefined;
  /** Leave aside what the file system says of files. */
  readonly ignoresFileTimes: boolean;
  readonly intervalMs: number;
  /** Events that are held in memory at once, and places that wait for a second look. */
  readonly queueMax: number;
  readonly onTurn: () => Promise<void>;
}

export type WatchState = 'starting' | 'following' | 'behind' | 'waiting' | 'gone';

/** Looked at again in one round. */
const PLACES_PER_ROUND_MAX = 4;
const GONE_MS_MAX = 700;
const OF_TAIL: ReadonlySet<FindingCode> = new Set(['TORN_TAIL', 'DAMAGED_TAIL', 'TORN_ROLL']);

export class Watcher {
  state: WatchState = 'starting';
  byteCount = 0;
  /** What was suspect and turned out to be nothing. */
  clearedCount = 0;
  readonly lag = new Lag();
  readonly follower: LogFollower;
  readonly #options: WatcherOptions;
  readonly #fs = createReadOnlyFs();
  readonly #marks: FileMarks;
  readonly #startUs: number;
  /** First sequence numbers of segments to be looked at again. */
  readonly #places = new Set<number>();
  /** Uttered, and not yet named or cleared by a sweep that began later. */
  #suspicions: Suspicion[] = [];
  #sweepsAtSuspicion = 0;
  /** What must be in the log. Stands still while what it says is disputed. */
  #trusted: SeenEvent | undefined;
  /** The declared restores that sweeps found, as of the last one that nothing disputes. */
  #incarnation: number;
  #goneSinceMs: number | undefined;

  constructor(options: WatcherOptions) {
    this.#options = options;
    const { logDir: dir, loadKeyRing, seen, clock, markOf, queueMax } = options;
    const { nowMs } = clock;
    this.#startUs = clock.wallMs() * 1000;
    this.#trusted = seen;
    this.#incarnation = seen?.incarnation ?? 0;
    this.follower = new LogFollower({
      fs: this.#fs,
      dir,
      loadKeyRing,
      nowMs,
      eventsPerTurnMax: queueMax,
      ...(seen && { seen }),
    });
    this.#marks = new FileMarks({ list: () => this.#fs.list(dir), markOf });
  }

  /** Something was suspect and has neither a name nor been cleared. */
  get isSuspicious(): boolean {
    return this.#suspicions.length > 0 || this.#places.size > 0;
  }

  /** The last event that the log must have. */
  get trusted(): SeenEvent | undefined {
    return this.#trusted;
  }

  get anchors(): Anchor[] {
    if (this.#trusted === undefined) return [];
    const { seq, mac, logId, incarnation = 0 } = this.#trusted;
    return [{ kind: 'receipt', seq, mac, logId, incarnation }];
  }

  /** Durable events that neither the follower nor a sweep has verified. */
  get unverifiedCount(): number {
    const { follower } = this;
    const { doneCount, progress } = this.#options.sweeper;
    const before = Math.max(0, (follower.beganAtSeq ?? follower.headSeq + 1) - 1);
    const swept = doneCount > 0 ? before : Math.min(before, progress.verifiedCount);
    return follower.behindCount + before - swept;
  }

  /** Watches until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, intervalMs, onTurn } = this.#options;
    while (!signal.aborted) {
      const turn = await this.#turn();
      if (turn === 'behind') {
        await clock.sleep(0, signal);
        continue;
      }
      await this.#lookAgain();
      await onTurn();
      await clock.sleep(intervalMs, signal);
    }
  }

  /** A sweep has ended: what was suspect before it began, and has no name now, was nothing. */
  async takeSweep({ findings, number, verdict }: Swept): Promise<void> {
    const { desk } = this.#options;
    const newsCount = await desk.report(findings, 'sweep');
    const incarnation = verdict.incarnation ?? 0;
    const isRestored = incarnation > this.#incarnation;
    if (this.#suspicions.length === 0) this.#incarnation = incarnation;
    if (this.#suspicions.length === 0 || number < this.#sweepsAtSuspicion) return;
    const suspicions = this.#suspicions;
    this.#suspicions = [];
    const isNamed = newsCount > 0 || desk.book.open.length > 0;
    if (isNamed) return;
    this.#incarnation = incarnation;
    // The log itself says, authentically, that a backup was put in its place.
    const rolledBack = isRestored ? [] : suspicions.filter(({ kind }) => kind === 'rolledBack');
    await desk.report(rolledBack.map(rollbackOf), 'follow');
    this.clearedCount += suspicions.length - rolledBack.length;
  }

  /** Accepts the log as it is now, when nothing that disputes its past is open any more. */
  #settle(): void {
    const { seen } = this.follower;
    const { book } = this.#options.desk;
    const isDisputed =
      this.#suspicions.length > 0 ||
      book.open.some(({ finding }) => ['ROLLBACK', 'FORK'].includes(finding.code));
    if (!isDisputed && seen !== undefined)
      this.#trusted = { ...seen, incarnation: this.#incarnation };
  }

  async #turn(): Promise<FollowTurn['kind'] | undefined> {
    const { desk, clock } = this.#options;
    try {
      const turn = this.follower.turn();
      this.byteCount += turn.byteCount;
      this.state = stateOf(turn.kind);
      await this.#noteGone(turn.kind);
      const { oldestTsUs = 0 } = turn;
      if (oldestTsUs >= this.#startUs) this.lag.add(clock.wallMs() - oldestTsUs / 1000);
      await desk.report(turn.findings, 'follow');
      if (turn.suspicions.length > 0) this.#suspect(turn.suspicions);
      else this.#settle();
      return turn.kind;
    } catch (error) {
      await desk.report([unreadable(error)], 'follow');
      this.state = 'waiting';
      return undefined;
    }
  }

  async #noteGone(kind: FollowTurn['kind']): Promise<void> {
    const { clock, desk, sweeper } = this.#options;
    if (kind !== 'gone') {
      if (this.#goneSinceMs !== undefined) sweeper.hurry();
      this.#goneSinceMs = undefined;
      return;
    }
    this.#goneSinceMs ??= clock.nowMs();
    if (clock.nowMs() - this.#goneSinceMs < GONE_MS_MAX) return;
    const message = 'the store is gone: there is no log in its folder';
    await desk.report([findingOf({ code: 'UNREADABLE', message })], 'follow');
  }

  #suspect(suspicions: readonly Suspicion[]): void {
    const { sweeper, queueMax } = this.#options;
    this.#suspicions.push(...suspicions.slice(0, queueMax - this.#suspicions.length));
    this.#sweepsAtSuspicion = sweeper.doneCount + (sweeper.isRunning ? 2 : 1);
    for (const { segFirst } of suspicions) this.#addPlace(segFirst);
    sweeper.hurry();
  }

  /** What there is no room for is left to a sweep, which looks at everything. */
  #addPlace(segFirst: number): void {
    const { queueMax, sweeper } = this.#options;
    if (this.#places.size < queueMax) this.#places.add(segFirst);
    else sweeper.hurry();
  }

  async #lookAgain(): Promise<void> {
    const { ignoresFileTimes } = this.#options;
    const { segFirst } = this.follower;
    const isThere = this.state !== 'gone' && segFirst !== undefined;
    if (!ignoresFileTimes && isThere)
      for (const first of this.#marks.look(segFirst)) this.#addPlace(first);
    for (const first of [...this.#places].slice(0, PLACES_PER_ROUND_MAX)) {
      this.#places.delete(first);
      await this.#lookAt(first);
    }
  }

  async #lookAt(segFirst: number): Promise<void> {
    const { logDir: dir, loadKeyRing, clock, desk, sweeper } = this.#options;
    try {
      const { findings } = await verifySection({
        fs: this.#fs,
        dir,
        keyRing: loadKeyRing(),
        segFirst,
        nowUs: clock.wallMs() * 1000,
        anchors: this.#anchorsFrom(segFirst),
      });
      await desk.report(
        findings.filter(({ code }) => !OF_TAIL.has(code)),
        'section',
      );
      // What became of it is in no section when it is not there at all.
      sweeper.hurry();
    } catch (error) {
      if (!isGone(error)) await desk.report([unreadable(error)], 'section');
    }
  }

  /**
   * A section holds the trusted event only if it reaches that far. Whether a log that went back was
   * restored by declaration may be said elsewhere: that is for a sweep to find out.
   */
  #anchorsFrom(segFirst: number): Anchor[] {
    const { follower } = this;
    if (this.#suspicions.some(({ kind }) => kind === 'rolledBack' || kind === 'changed')) return [];
    return segFirst >= (follower.segFirst ?? Infinity) ? this.anchors : [];
  }
}

function stateOf(kind: FollowTurn['kind']): WatchState {
  return kind === 'idle' || kind === 'advanced' ? 'following' : kind;
}

function rollbackOf({ file, seqs }: Suspicion): Finding {
  const message = 'HEAD was put back: it says less than it did';
  return findingOf({ code: 'ROLLBACK', message, file, ...(seqs && { seqs }) });
}

function unreadable(error: unknown): Finding {
  if (hasErrorCode(error) && error.code.startsWith('LH_KEY'))
    return findingOf({ code: 'UNKNOWN_KEY', message: `the key ring: ${error.message}` });
  const errno = errnoOf(error);
  if (errno === undefined && !hasErrorCode(error)) throw error;
  const message = 'the log could not be read';
  return findingOf({ code: 'UNREADABLE', message, evidence: { errno: errno ?? String(error) } });
}
