/** Judges what a walk has noted, once the whole log has been seen and the evidence is complete. */
import type { FindingCode } from '../types.ts';
import { causeOfDamage, type CauseOfDamage, type CauseSources } from './damage-cause.ts';
import type { DamageRecord } from './damage-record.ts';
import type { FindingList } from './finding-list.ts';
import type { Head } from './head.ts';
import { judgeHeaders } from './judge-headers.ts';
import { addTail, isInTail, tailOf, type Caused, type Tail } from './judge-tail.ts';
import type { LogWalk } from './log-walk.ts';
import { isWalked } from './segment-links.ts';
import type { Segment } from './segments.ts';

export interface JudgeOptions {
  readonly walk: LogWalk;
  readonly segments: readonly Segment[];
  readonly head: Head;
  readonly sources: CauseSources;
  readonly findings: FindingList;
  /** Highest seq that anchors vouch for. */
  readonly anchoredSeq: number;
  /** Declared to have been closed: a torn end was cut by a hand. */
  readonly isClosed: boolean;
}

/** How far the log is found to reach. */
export interface JudgedEnd {
  /** Last sequence number of the last whole append. */
  readonly lastSeq: number;
  /**
   * Last one of events that are there but can't be verified for want of the key; 0 if there are
   * none.
   */
  readonly unreadSeq: number;
  readonly verifiedCount: number;
  /** First sequence number of the last segment, without one that a crash cut off in the making. */
  readonly lastFirst: number;
}

/** What the judgement of each range needs to know of the whole. */
interface Whole {
  readonly options: JudgeOptions;
  readonly ofLog: readonly Caused[];
  readonly evidence: number;
  /** The segment that the log ends in. */
  readonly last: Segment | undefined;
}

/** Adds a finding for everything that a walk noted; says where the log ends. */
export function judgeLog(options: JudgeOptions): JudgedEnd {
  const { walk, sources } = options;
  const caused = walk.odd.damages.map((damage) => ({
    damage,
    cause: causeOfDamage(damage, sources),
  }));
  const evidence = evidenceOf(options, caused);
  const tornRoll = judgeHeaders(options, evidence);
  const ofLog = caused.filter(({ damage }) => damage.segment !== tornRoll);
  const whole = { options, ofLog, evidence, last: lastSegment(options, tornRoll) };
  const tail = tailOf({ ...whole, walk });
  if (tail !== undefined) addTail({ ...options, finder: sources.finder }, tail);
  for (const one of ofLog) if (!isInTail(one.damage, tail)) addDamage(one, whole);
  if (tail === undefined) judgeEnd(whole);
  judgeStale(options, tail);
  judgeLateEpochs(options);
  return {
    lastSeq: tail?.lastSeq ?? walk.lastWhole,
    unreadSeq: unreadSeqOf(ofLog),
    verifiedCount: tail?.verifiedCount ?? walk.verifiedCount,
    lastFirst: options.segments.findLast((segment) => segment !== tornRoll)?.first ?? 0,
  };
}

/** E of section 8: the highest seq that is known to have been durable. */
function evidenceOf(options: JudgeOptions, caused: readonly Caused[]): number {
  const { walk, segments, head } = options;
  return Math.max(
    options.anchoredSeq,
    head.best?.seq ?? 0,
    walk.history.order.durableMax,
    ...segments.map(({ header }) => (header ? header.firstSeq - 1 : 0)),
    ...caused.map(({ cause }) => cause.durable),
  );
}

/**
 * Gives the segment that the log ends in: the last walked one, but for what a crash left behind.
 */
function lastSegment(
  { walk, segments }: JudgeOptions,
  tornRoll: Segment | undefined,
): Segment | undefined {
  if (tornRoll === undefined || walk.last !== tornRoll) return walk.last;
  return segments.findLast(
    (segment) => segment.index < tornRoll.index && isWalked(segment) && !segment.isCopy,
  );
}

const MESSAGES: Readonly<Record<CauseOfDamage['cause'], string>> = {
  FOREIGN_FRAME: 'an event of another log was put here',
  TAMPERED: 'events were changed and their checksums made right again, without the key',
  FORK: 'there are two different events with one sequence number, both written with the key',
  GAP: 'events were cut out in front of one that can no longer be verified',
  DUPLICATE: 'an event stands here a second time',
  REORDER: 'an event was moved here from its place',
  UNKNOWN_KEY: 'events are under a key that is not in the key ring',
  WRONG_KEY: 'events are under another key than the one in the key ring with its number',
  broken: 'bytes were damaged',
  displaced: 'events were pushed back by what stands in front of them',
};

function addDamage({ damage, cause }: Caused, whole: Whole): void {
  const { segment, start, end } = damage;
  if (cause.cause === 'displaced') return;
  if (cause.cause === 'broken' && damage.isOfTruncation) return;
  const code = cause.cause === 'broken' ? codeOfBroken(damage, whole) : cause.cause;
  const isOfFrames = code === 'DUPLICATE' || code === 'REORDER';
  const seqs = isOfFrames ? cause.seqs : windowOf(damage, whole.evidence);
  whole.options.findings.add(
    {
      code,
      message: MESSAGES[cause.cause],
      file: segment.name,
      bytes: [start, end],
      ...(seqs && { seqs }),
    },
    { segment: segment.index, offset: start },
  );
}

function codeOfBroken(damage: DamageRecord, { last }: Whole): FindingCode {
  const isAtEnd = damage.segment === last && damage.follower === undefined;
  return isAtEnd ? 'DAMAGE_BELOW_DURABLE' : 'CORRUPT';
}

/** The sequence numbers that a damaged range must have held. */
function windowOf(damage: DamageRecord, evidence: number): readonly [number, number] | undefined {
  const end = damage.until ?? evidence + 1;
  return end > damage.expected ? [damage.expected, end] : undefined;
}

/** Judges the end of a log that has no torn tail. */
function judgeEnd({ options, ofLog, evidence, last }: Whole): void {
  const { walk, findings, segments } = options;
  // What stands in the place of the end has been reported.
  const isReplaced = segments.some(
    (segment) => !isWalked(segment) && segment.index > (last?.index ?? -1),
  );
  if (last === undefined) {
    if (!isReplaced) addTruncated(walk, evidence, findings);
    return;
  }
  const place = { segment: last.index, offset: walk.end };
  const isDamaged = ofLog.some(
    ({ damage }) => damage.segment === last && damage.follower === undefined,
  );
  const append = walk.last === last ? walk.openAppend : undefined;
  if (append !== undefined && !isDamaged) {
    findings.add(
      {
        code: 'SPLIT_APPEND',
        message: 'the last events of an append that was durable are missing',
        file: last.name,
        bytes: [append.position, walk.end],
        seqs: [append.seq, walk.lastSeq + 1],
      },
      place,
    );
  }
  if (!isDamaged && !isReplaced) addTruncated(walk, evidence, findings, last);
}

function addTruncated(
  walk: LogWalk,
  evidence: number,
  findings: FindingList,
  last?: Segment,
): void {
  if (evidence < walk.expected) return;
  findings.add(
    {
      code: 'TRUNCATED',
      message: 'the end of the log was cut off: events are missing that were durable',
      ...(last && { file: last.name, bytes: [Math.min(walk.end, last.size), last.size] as const }),
      seqs: [walk.expected, evidence + 1],
      evidence: { lastSeq: walk.lastSeq, durable: evidence },
    },
    { segment: last?.index ?? 0, offset: walk.end },
  );
}

/** Reports authentic frames that are not where they belong. */
function judgeStale({ walk, sources, findings }: JudgeOptions, tail: Tail | undefined): void {
  for (const run of walk.odd.stale) {
    if (isInTail(run, tail)) continue;
    const accepted = sources.finder.find(run.last);
    const isSame = accepted?.trailer === run.trailer;
    const known = isSame ? 'DUPLICATE' : 'FORK';
    const code = accepted === undefined ? 'REORDER' : known;
    findings.add(
      {
        code,
        message: MESSAGES[code],
        file: run.segment.name,
        bytes: [run.start, run.end],
        seqs: [run.first, run.last + 1],
      },
      { segment: run.segment.index, offset: run.start },
    );
  }
}

/**
 * Reports events that are later than the end of their epoch, which its seal told only behind them.
 */
function judgeLateEpochs({ walk, sources, findings }: JudgeOptions): void {
  for (const { first, sealSeq, untilUs } of walk.history.key.lateEpochs) {
    for (let seq = first; seq < sealSeq; seq++) {
      const frame = sources.finder.find(seq);
      if (frame === undefined || frame.tsUs < untilUs) continue;
      const { segment, start, end, tsUs } = frame;
      const message = 'an event is later than the end of its epoch';
      const draft = { code: 'TIMESTAMP_EPOCH', message, file: segment.name } as const;
      findings.add(
        { ...draft, bytes: [start, end], seqs: [seq, seq + 1], evidence: { tsUs, untilUs } },
        { segment: segment.index, offset: start },
      );
    }
  }
}

function unreadSeqOf(caused: readonly Caused[]): number {
  const ends = caused.map(({ cause: { cause, seqs } }) => {
    const isUnread = cause === 'UNKNOWN_KEY' || cause === 'WRONG_KEY';
    return isUnread && seqs ? seqs[1] - 1 : 0;
  });
  return Math.max(0, ...ends);
}
