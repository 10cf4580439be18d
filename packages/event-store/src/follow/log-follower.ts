/**
 * Follows a log that somebody else writes, from its files alone, and verifies what becomes durable.
 *
 * HEAD says how far the log reaches on stable storage, and is authentic: a follower goes exactly
 * that far. What stands behind it may be a write under way, or one that will be taken back, and is
 * left alone. So nothing waits anywhere to be verified: the log itself is the queue, and how much
 * of it is not verified yet is HEAD's sequence number less the follower's.
 */
import type { HeadSlot } from '../format/head-slot.ts';
import { HEAD_FILE_BYTES } from '../format/limits.ts';
import { firstSeqOfName, segmentName } from '../format/segment-name.ts';
import type { LogFile, LogFs } from '../fs/log-fs.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { FindingList } from '../verify/finding-list.ts';
import { FrameReport } from '../verify/frame-report.ts';
import { judgeHead } from '../verify/head.ts';
import { History } from '../verify/history.ts';
import { identifyLog } from '../verify/identity.ts';
import { HEAD_FILE, readLogFolder } from '../verify/log-folder.ts';
import { nameHashOf, type NameHash } from '../verify/runs/name-hash.ts';
import type { FollowTurn, SeenEvent, Suspicion } from './follow-turn.ts';
import { FollowedFrames, type CheckPart, type FollowedLog } from './followed-frames.ts';
import { LiveKeys } from './live-keys.ts';
import { RecentNames } from './recent-names.ts';
import { isGone, withFileOr } from './missing-files.ts';
import { SuspicionList } from './suspicion-list.ts';
import { enterSegment, trailerAt, type SegmentEnd } from './segment-cursor.ts';

export interface FollowOptions {
  readonly fs: LogFs;
  readonly dir: string;
  /** Called again when a key is missing. */
  readonly loadKeyRing: () => KeyRing;
  /** Where an earlier follower of this log ended: nothing behind it is left out. */
  readonly seen?: SeenEvent;
  /** Events that one turn verifies at most. */
  readonly eventsPerTurnMax?: number;
  /** Monotonic. */
  readonly nowMs: () => number;
  /** What finds frames that can be taken at once. For tests: any gives the same turns. */
  readonly checkPart?: CheckPart;
}

const EVENTS_PER_TURN_MAX = 1000;
const FINDINGS_PER_TURN_MAX = 1000;
/** While a key ring or a log is being replaced, HEAD may be no use for so long. */
const HEADLESS_MS_MAX = 700;

export class LogFollower {
  /** Last sequence number that HEAD says is durable. */
  headSeq = 0;
  readonly #options: FollowOptions;
  readonly #findings = new FindingList(FINDINGS_PER_TURN_MAX);
  #log: FollowedLog | undefined;
  #headN = -1;
  #headlessSinceMs: number | undefined;
  readonly #suspicions = new SuspicionList();
  readonly #frames: FollowedFrames;

  constructor(options: FollowOptions) {
    this.#options = options;
    const suspect = (suspicion: Suspicion): void => this.#suspicions.add(suspicion);
    this.#frames = new FollowedFrames(options.seen, suspect, options.checkPart);
  }

  /** Last event that was verified. */
  get seen(): SeenEvent | undefined {
    return this.#frames.seen;
  }

  get verifiedCount(): number {
    return this.#frames.verifiedCount;
  }

  /** Sequence number up to which everything was verified from where the follower began. */
  get seenSeq(): number {
    return this.#log === undefined ? (this.seen?.seq ?? 0) : this.#log.expected - 1;
  }

  /** Durable events that this follower has not verified yet. */
  get behindCount(): number {
    return Math.max(0, this.headSeq - this.seenSeq);
  }

  /** First sequence number of the segment that is being followed. */
  get segFirst(): number | undefined {
    return this.#log?.cursor.first;
  }

  /** First sequence number that this follower looked at. */
  get beganAtSeq(): number | undefined {
    return this.#log?.beganAtSeq;
  }

  /** Looks at the log once. Throws what loading the key ring throws, and failures of the disk. */
  turn(): FollowTurn {
    this.#frames.beginTurn(this.#options.eventsPerTurnMax ?? EVENTS_PER_TURN_MAX);
    const kind = this.#take();
    const { eventCount, byteCount, oldestTsUs } = this.#frames;
    return {
      kind,
      eventCount,
      byteCount,
      oldestTsUs,
      findings: this.#findings.drain(),
      suspicions: this.#suspicions.take(kind === 'idle' || kind === 'advanced'),
    };
  }

  #take(): FollowTurn['kind'] {
    try {
      const head = this.#readHead();
      if (head === undefined) return this.#isFolderThere() ? 'waiting' : 'gone';
      this.#compareHead(head);
      this.headSeq = head.seq;
      this.#headN = head.n;
      return this.#goTo(head);
    } catch (error) {
      if (!isGone(error)) throw error;
      return this.#isFolderThere() ? 'waiting' : 'gone';
    }
  }

  #readHead(): HeadSlot | undefined {
    const { fs, dir } = this.#options;
    if (this.#log === undefined) return this.#found(this.#identify());
    const bytes = withFileOr(fs, `${dir}/${HEAD_FILE}`, (file) => {
      const read = Buffer.alloc(HEAD_FILE_BYTES);
      return read.subarray(0, file.pread(read, 0));
    });
    return this.#found(judgeHead(bytes, this.#log.ofLog.keys).best);
  }

  #found(best: HeadSlot | undefined): HeadSlot | undefined {
    const nowMs = this.#options.nowMs();
    if (best !== undefined) this.#headlessSinceMs = undefined;
    else this.#headlessSinceMs ??= nowMs;
    if (nowMs - (this.#headlessSinceMs ?? nowMs) > HEADLESS_MS_MAX)
      this.#suspect('head', 'there is no HEAD that can be believed', { file: HEAD_FILE });
    return best;
  }

  /** Finds out whose log this is, and where in it to begin. */
  #identify(): HeadSlot | undefined {
    const { fs, dir, loadKeyRing, nowMs, seen } = this.#options;
    const ring = loadKeyRing();
    const folder = readLogFolder(fs, dir);
    const identified = identifyLog(folder, ring);
    const { best } = judgeHead(folder.head, identified);
    if (identified === undefined || best === undefined) return undefined;
    const firsts = folder.segments.flatMap(({ firstByName }) => firstByName ?? []);
    const resumed = seen?.logId === identified.logId ? seen.segFirst : undefined;
    const first = resumed !== undefined && firsts.includes(resumed) ? resumed : best.segFirst;
    const reload = (): KeysOfLog | undefined => {
      const now = identifyLog(readLogFolder(fs, dir), loadKeyRing());
      return now?.logId === identified.logId ? now : undefined;
    };
    const keys = new LiveKeys(identified, { reload, nowMs });
    const file = fs.open(`${dir}/${segmentName(first)}`, 'read');
    try {
      this.#log = this.#begin({ keys, hash: nameHashOf(ring) }, first, file);
    } finally {
      file.close();
    }
    return best;
  }

  #begin(ofLog: { keys: LiveKeys; hash: NameHash }, first: number, file: LogFile): FollowedLog {
    const { keys, hash } = ofLog;
    const { cursor, problem } = enterSegment(file, { first, keys, before: undefined });
    const report = new FrameReport(this.#findings);
    const names = () => new RecentNames(report, hash);
    const history = new History({ keys, nowUs: undefined, names, restores: [] }, report);
    history.miss(first - 1, first);
    const log = { ofLog, report, history, cursor, expected: first, beganAtSeq: first };
    if (problem !== undefined) this.#suspectLink(log, problem);
    return log;
  }

  /** What HEAD says must never become less. */
  #compareHead(head: HeadSlot): void {
    const seen = this.#frames.lastKnown;
    const isBack = head.n < this.#headN || head.seq < (seen?.seq ?? 0);
    const isOther = seen !== undefined && seen.logId !== head.logId;
    if (!isBack && !isOther) return;
    const seqs = [head.seq + 1, Math.max(this.headSeq, seen?.seq ?? 0) + 1] as const;
    const message = isOther
      ? 'this is another log than the one that was seen'
      : 'the log ends before what was seen of it';
    this.#suspect('rolledBack', message, {
      file: HEAD_FILE,
      ...(seqs[0] < seqs[1] && { seqs }),
    });
    this.#frames.forget();
    this.#restart(head);
  }

  /** Begins anew in the segment in which HEAD says that the log ends. */
  #restart({ segFirst }: Pick<HeadSlot, 'segFirst'>): void {
    const { fs, dir } = this.#options;
    const log = this.#log;
    if (log === undefined) return;
    withFileOr(fs, `${dir}/${segmentName(segFirst)}`, (file) => {
      this.#log = this.#begin(log.ofLog, segFirst, file);
    });
  }

  /** Verifies from where this follower stands up to where HEAD says that the log ends. */
  #goTo(head: HeadSlot): FollowTurn['kind'] {
    const { fs, dir } = this.#options;
    for (let log = this.#log; log !== undefined; log = this.#log) {
      const { cursor } = log;
      const isLive = cursor.first >= head.segFirst;
      const file = fs.open(`${dir}/${cursor.segment.name}`, 'read');
      try {
        if (trailerAt(file, cursor.position) !== cursor.trailer) return this.#startAgain(head);
        this.#frames.take(log, file, isLive ? head.bytes : file.size());
      } finally {
        file.close();
      }
      if (this.#frames.isTurnFull) return 'behind';
      if (isLive) {
        this.#compareEnd(log, head);
        return this.#frames.eventCount > 0 ? 'advanced' : 'idle';
      }
      if (!this.#enterNext(log)) return 'waiting';
    }
    return 'waiting';
  }

  #startAgain(head: HeadSlot): FollowTurn['kind'] {
    const { cursor } = this.#log ?? {};
    this.#suspect('changed', 'bytes that were verified are no longer what they were', {
      file: cursor?.segment.name ?? HEAD_FILE,
      ...(cursor && { bytes: [0, cursor.position] as const }),
    });
    this.#restart(head);
    return 'behind';
  }

  /** Goes on in the segment behind this one; false when there is none that can be read. */
  #enterNext(log: FollowedLog): boolean {
    const { fs, dir } = this.#options;
    const { cursor } = log;
    const before = { first: cursor.first, bytes: cursor.position, trailer: cursor.trailer };
    const isThere = this.#enter(log, log.expected, before);
    if (isThere) return true;
    const firsts = fs.list(dir).flatMap((name) => firstSeqOfName(name) ?? []);
    const next = firsts.toSorted((a, b) => a - b).find((first) => first > cursor.first);
    if (next === undefined) {
      this.#suspectLink(log, 'a segment is missing at the end of the log');
      return false;
    }
    if (next > log.expected) log.history.miss(next - log.expected, next);
    return this.#enter(log, next, before);
  }

  #enter(log: FollowedLog, first: number, before: SegmentEnd): boolean {
    const { fs, dir } = this.#options;
    const entered = withFileOr(fs, `${dir}/${segmentName(first)}`, (file) =>
      enterSegment(file, { first, keys: log.ofLog.keys, before }),
    );
    if (entered === undefined) return false;
    const { cursor, problem } = entered;
    log.cursor = cursor;
    log.expected = Math.max(log.expected, first);
    if (problem !== undefined) this.#suspectLink(log, problem);
    const { header } = cursor.segment;
    if (header && !log.history.key.enterSegment(header.kid))
      this.#suspectLink(log, 'a segment is under a key that is not in force where it begins');
    return true;
  }

  #compareEnd({ cursor, expected }: FollowedLog, head: HeadSlot): void {
    const isThere = cursor.first === head.segFirst && cursor.position === head.bytes;
    if (isThere && expected === head.seq + 1 && cursor.trailer === head.trailer) return;
    this.#suspect('head', 'the log does not end as HEAD says', {
      file: cursor.segment.name,
      ...(expected <= head.seq && { seqs: [expected, head.seq + 1] as const }),
    });
  }

  #suspectLink({ cursor }: Pick<FollowedLog, 'cursor'>, message: string): void {
    const { segment, first: segFirst } = cursor;
    this.#suspicions.add({ kind: 'link', message, file: segment.name, segFirst });
  }

  #suspect(
    kind: Suspicion['kind'],
    message: string,
    place: Omit<Suspicion, 'kind' | 'message' | 'segFirst'>,
  ): void {
    const segFirst = this.#log?.cursor.first ?? 1;
    this.#suspicions.add({ kind, message, segFirst, ...place });
  }

  #isFolderThere(): boolean {
    const { fs, dir } = this.#options;
    try {
      return fs.list(dir).some((name) => name === HEAD_FILE || firstSeqOfName(name) !== undefined);
    } catch (error) {
      if (!isGone(error)) throw error;
      return false;
    }
  }
}
