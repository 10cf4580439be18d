/**
 * Why a damaged range is not authentic, as far as the whole frames in it tell; docs/format.md,
 * section 12.
 */
import type { HeadSlot } from '../format/head-slot.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { WholeFrame } from '../scan.ts';
import type { FindingCode } from '../types.ts';
import type { DamageRecord } from './damage-record.ts';
import type { FrameFinder } from './frame-index.ts';
import type { Relocation } from './relocation.ts';
import type { SegmentLinks } from './segment-links.ts';

/** In order of weight: a range gets the first that occurs in it, or is `broken`. */
const CAUSES = [
  'FOREIGN_FRAME',
  'TAMPERED',
  'FORK',
  'GAP',
  'DUPLICATE',
  'REORDER',
  'UNKNOWN_KEY',
  'WRONG_KEY',
] as const satisfies readonly FindingCode[];

/**
 * `displaced`: nothing but frames that are the log's own, in order; only what stands in front of
 * them is wrong.
 */
export type DamageCause = (typeof CAUSES)[number] | 'broken' | 'displaced';

export interface CauseOfDamage {
  readonly cause: DamageCause;
  /** Of the frames that have this cause, or of all whole frames when some were moved; half-open. */
  readonly seqs: readonly [first: number, end: number] | undefined;
  /** Highest seq that a genuine frame in the range says was durable. */
  readonly durable: number;
}

export interface CauseSources {
  readonly finder: FrameFinder;
  readonly relocation: Relocation;
  readonly links: SegmentLinks;
  readonly head: HeadSlot | undefined;
  readonly keys: KeysOfLog;
  /** Of other logs, whose frames may have been put into this one. */
  readonly others: readonly KeysOfLog[];
  /** Keys that the log names with another key check value than ours. */
  readonly wrongKids: ReadonlySet<number>;
}

/** Looks at each whole frame of a damaged range. */
export function causeOfDamage(damage: DamageRecord, sources: CauseSources): CauseOfDamage {
  const seqsByCause = new Map<DamageCause | undefined, readonly [number, number]>();
  let { expected } = damage;
  let durable = 0;
  damage.whole.forEach((frame, index) => {
    const { seq } = frame.fields;
    const isGenuine = sources.relocation.isGenuine(damage.segment, frame);
    if (isGenuine) durable = Math.max(durable, Math.min(frame.fields.durable, seq - 1));
    const cause = isGenuine
      ? causeOfGenuine(frame, expected, sources.finder)
      : causeOfUnproven({ damage, index, frame, expected }, sources);
    if (seq === expected) expected += 1;
    seqsByCause.set(cause, joined(seqsByCause.get(cause), [seq, seq + 1]));
  });
  const otherwise = isAllDisplaced(damage, seqsByCause) ? 'displaced' : 'broken';
  const cause = CAUSES.find((candidate) => seqsByCause.has(candidate)) ?? otherwise;
  const isMoved = cause === 'REORDER';
  const seqs = isMoved ? [...seqsByCause.values()].reduce(joined) : seqsByCause.get(cause);
  return { cause, seqs, durable };
}

/** Tells whether a range is made of whole frames without a cause. */
function isAllDisplaced(
  { start, end, whole }: DamageRecord,
  causes: ReadonlyMap<DamageCause | undefined, unknown>,
): boolean {
  let bytes = 0;
  for (const frame of whole) bytes += frame.end - frame.start;
  return bytes === end - start && causes.size === 1 && causes.has(undefined);
}

function joined(
  a: readonly [number, number] | undefined,
  b: readonly [number, number],
): readonly [number, number] {
  return a === undefined ? b : [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
}

/** The frame is the log's own, and not where it belongs, or what it stood behind is gone. */
function causeOfGenuine(
  frame: WholeFrame,
  expected: number,
  finder: FrameFinder,
): DamageCause | undefined {
  const accepted = finder.find(frame.fields.seq);
  if (accepted !== undefined) return accepted.trailer === frame.trailer ? 'DUPLICATE' : 'FORK';
  return frame.fields.seq === expected ? undefined : 'REORDER';
}

interface UnprovenFrame {
  readonly damage: DamageRecord;
  readonly index: number;
  readonly frame: WholeFrame;
  readonly expected: number;
}

function causeOfUnproven(unproven: UnprovenFrame, sources: CauseSources): DamageCause | undefined {
  const { damage, frame } = unproven;
  const { kid } = frame.fields;
  if (sources.relocation.isForeign(damage.segment, frame, sources.others)) return 'FOREIGN_FRAME';
  const mayBeInForce = damage.kidInForce === undefined || damage.kidInForce === kid;
  if (mayBeInForce && sources.wrongKids.has(kid)) return 'WRONG_KEY';
  if (mayBeInForce && sources.keys.get(kid) === undefined) return 'UNKNOWN_KEY';
  if (!hasGoodFront(unproven)) return undefined;
  return isBehindGap(unproven, sources) ? 'GAP' : 'TAMPERED';
}

/** Tells whether what ends in front of the frame is a frame or a header as it was written. */
function hasGoodFront({ damage, frame }: UnprovenFrame): boolean {
  if (frame.front === 'damage') return false;
  const { parse } = damage.segment;
  return frame.front === 'frame' || parse.kind === 'header' || parse.kind === 'malformed';
}

/**
 * Tells whether frames were cut out in front of this one: it and all behind it in the range are
 * whole and in sequence, and something authentic says that the last of them is right.
 */
function isBehindGap(
  { damage, index, frame, expected }: UnprovenFrame,
  sources: CauseSources,
): boolean {
  if (frame.fields.seq <= expected) return false;
  let last = frame;
  for (const next of damage.whole.slice(index + 1)) {
    if (next.start !== last.end || next.fields.seq !== last.fields.seq + 1) return false;
    last = next;
  }
  if (last.end !== damage.end && damage.follower === 'adjacentFrame') return false;
  const { seq } = last.fields;
  if (damage.follower === 'adjacentFrame') return damage.until === seq + 1;
  if (sources.head?.seq === seq && sources.head.trailer === last.trailer) return true;
  const closing = sources.links.closingOf(damage.segment);
  return closing?.firstSeq === seq + 1 && closing.prevTrailer === last.trailer;
}
