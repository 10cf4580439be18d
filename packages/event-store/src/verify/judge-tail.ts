/**
 * The tail of a log: what a crash may have left behind the last append that anybody was told of;
 * docs/format.md, section 12.
 */
import type { CauseOfDamage } from './damage-cause.ts';
import type { DamageRecord } from './damage-record.ts';
import type { FindingList } from './finding-list.ts';
import type { FrameFinder } from './frame-index.ts';
import { isTorn } from './log-end.ts';
import type { LogWalk } from './log-walk.ts';
import type { Segment } from './segments.ts';

/** A damaged range and why it is one. */
export interface Caused {
  readonly damage: DamageRecord;
  readonly cause: CauseOfDamage;
}

export interface Tail {
  readonly segment: Segment;
  readonly start: number;
  /** Where the first damage in it is; undefined when only the end of an append is missing. */
  readonly damagedFrom: number | undefined;
  /** What the log holds without it. */
  readonly lastSeq: number;
  readonly verifiedCount: number;
}

export interface TailSources {
  readonly walk: LogWalk;
  readonly ofLog: readonly Caused[];
  readonly evidence: number;
  readonly last: Segment | undefined;
}

/**
 * The tail begins at the first broken range, or at the last append, whose sequence numbers are all
 * above the evidence.
 */
export function tailOf({ walk, ofLog, evidence, last }: TailSources): Tail | undefined {
  if (last === undefined) return undefined;
  const first = ofLog.find(({ damage, cause }) => {
    const isBroken = cause.cause === 'broken' && !damage.isOfTruncation;
    return isBroken && damage.segment === last && damage.expected > evidence;
  })?.damage;
  if (first !== undefined) {
    const { openAppend, lastWhole: lastSeq, verifiedCount } = first;
    const isAppendAbove = openAppend !== undefined && openAppend.seq > evidence;
    const start = isAppendAbove ? openAppend.position : first.start;
    return { segment: last, start, damagedFrom: damagedFrom(first), lastSeq, verifiedCount };
  }
  const { openAppend, lastWhole: lastSeq, verifiedCount } = walk;
  if (walk.last !== last || openAppend === undefined || openAppend.seq <= evidence)
    return undefined;
  const start = openAppend.position;
  return { segment: last, start, damagedFrom: undefined, lastSeq, verifiedCount };
}

/** Gives where the first frame that is not whole stands. */
function damagedFrom({ start, whole }: DamageRecord): number {
  let end = start;
  for (const frame of whole) if (frame.start === end) ({ end } = frame);
  return end;
}

export function isInTail(
  range: { readonly segment: Segment; readonly start: number },
  tail: Tail | undefined,
): boolean {
  return tail !== undefined && range.segment === tail.segment && range.start >= tail.start;
}

/**
 * Reports the tail, and takes back what was said about events in it: they are no part of the log.
 */
export function addTail(
  log: { readonly findings: FindingList; readonly finder: FrameFinder; readonly isClosed: boolean },
  { segment, start, damagedFrom }: Tail,
): void {
  const place = { segment: segment.index, offset: start };
  log.findings.removeFrom(place);
  const draft = { file: segment.name, bytes: [start, segment.size] as const };
  if (log.isClosed) {
    const message = 'the end of a log that was closed in order is torn off';
    log.findings.add({ code: 'TRUNCATED', message, ...draft }, place);
  } else if (damagedFrom === undefined || isTorn(log.finder.windowOf(segment), damagedFrom)) {
    const message = 'the end of the log was torn by a crash; nothing in it was acknowledged';
    log.findings.add({ code: 'TORN_TAIL', message, ...draft }, place);
  } else {
    const message = 'the end of the log is damaged in a way that a crash does not explain';
    log.findings.add({ code: 'DAMAGED_TAIL', message, ...draft }, place);
  }
}
