import type { AnchorMismatch } from './anchor-check.ts';
import type { FindingDraft } from './finding-rules.ts';
import { WHOLE_LOG, type FindingList } from './finding-list.ts';
import type { Head } from './head.ts';
import type { JudgedEnd } from './judge-log.ts';
import type { LogWalk } from './log-walk.ts';
import type { Segment } from './segments.ts';

export interface TestimonyOptions {
  readonly walk: LogWalk;
  readonly segments: readonly Segment[];
  readonly head: Head;
  readonly findings: FindingList;
  readonly end: JudgedEnd;
  /** Highest seq that anchors vouch for. */
  readonly anchoredSeq: number;
  readonly mismatches: readonly AnchorMismatch[];
}

/** Reports what the beginning of the log, HEAD and the anchors say against it. */
export function judgeTestimony(options: TestimonyOptions): void {
  judgeBeginning(options);
  judgeHeadSlots(options);
  judgeHeadPosition(options);
  judgeAnchors(options);
}

/**
 * Frames in front of the first segment may have been archived: records in the log say so, one
 * behind the other.
 */
function judgeBeginning({ walk, segments, findings }: TestimonyOptions): void {
  // A segment that is not ours may stand in the place of the first: that is reported.
  const [first] = segments;
  const missing = Math.min(walk.missingAtStart, (first?.first ?? 1) - 1);
  const trailer = Buffer.from(first?.header?.prevTrailer ?? '', 'latin1').toString('hex');
  const records = walk.history.archived.toSorted((a, b) => a.first - b.first);
  let covered = 0;
  for (const record of records) {
    const isOtherEnd = record.last === missing && record.trailer !== trailer;
    if (record.first <= covered + 1 && !isOtherEnd) covered = Math.max(covered, record.last);
  }
  if (covered >= missing) return;
  findings.add(
    {
      code: 'TRUNCATED_HEAD',
      message: 'the beginning of the log is missing and was not archived',
      ...(first && { file: first.name }),
      seqs: [covered + 1, missing + 1],
    },
    { segment: -1, offset: 0 },
  );
}

/** Rule 13. A slot under a key that is not there, or not ours, is not judged. */
function judgeHeadSlots({ walk, segments, head, findings }: TestimonyOptions): void {
  const add = (draft: Omit<FindingDraft, 'file'>): void => {
    findings.add({ ...draft, file: 'HEAD' }, WHOLE_LOG);
  };
  const hasFrames =
    walk.withFrames.size > 0 || walk.odd.damages.some(({ whole }) => whole.length > 0);
  if (!head.isThere) {
    if (hasFrames) add({ code: 'HEAD_MISSING', message: 'there is no HEAD' });
    return;
  }
  const [unknown] = head.unknownKids;
  if (unknown !== undefined) {
    add({
      code: 'UNKNOWN_KEY',
      message: `HEAD is under key ${unknown}, which is not in the key ring`,
    });
  }
  const wrongKids = new Set(walk.history.key.wrongKids);
  for (const { name, state, parse } of segments) {
    if (state !== 'wrongKey' || walk.contradicted.has(name)) continue;
    if (parse.kind !== 'corrupt') wrongKids.add(parse.header.kid);
  }
  if (unknown !== undefined || head.unprovenKids.some((kid) => wrongKids.has(kid))) return;
  if (head.validCount === 1) {
    add({ code: 'TORN_HEAD', message: 'one of the two slots of HEAD is not valid' });
  }
  if (head.validCount === 0 && hasFrames) {
    add({ code: 'HEAD_CORRUPT', message: 'no slot of HEAD is valid' });
  }
}

function judgeHeadPosition({ walk, head, findings, end }: TestimonyOptions): void {
  const { best } = head;
  if (best === undefined) return;
  if (walk.isHeadKidWrong) {
    const message = 'HEAD is under a key that is not in force there';
    findings.add({ code: 'KEY_EPOCH', message, file: 'HEAD' }, WHOLE_LOG);
  }
  const hasSegment = best.segFirst <= end.lastFirst;
  const isAhead = best.seq > Math.max(end.lastSeq, end.unreadSeq);
  if (!isAhead && hasSegment && !walk.isHeadTrailerWrong) return;
  findings.add(
    {
      code: 'HEAD_AHEAD',
      message: 'HEAD says of the end of the log what the log does not hold',
      file: 'HEAD',
      ...(isAhead && { seqs: [end.lastSeq + 1, best.seq + 1] as const }),
      evidence: { seq: best.seq, lastSeq: end.lastSeq, segFirst: best.segFirst },
    },
    WHOLE_LOG,
  );
}

function judgeAnchors({ findings, end, anchoredSeq, mismatches }: TestimonyOptions): void {
  for (const { seq, message } of mismatches) {
    findings.add({ code: 'FORK', message, seqs: [seq, seq + 1] }, WHOLE_LOG);
  }
  const last = Math.max(end.lastSeq, end.unreadSeq);
  if (anchoredSeq <= last) return;
  const message = 'an anchor vouches for events that the log does not have';
  const evidence = { anchoredSeq, lastSeq: end.lastSeq };
  const seqs = [last + 1, anchoredSeq + 1] as const;
  findings.add({ code: 'ROLLBACK', message, seqs, evidence }, WHOLE_LOG);
}
