/**
 * Recovery (docs/format.md, section 8): decides by evidence whether the end of the log was torn by
 * a crash, which is cut off, or is damaged below what was durable, which is refused. The numbers in
 * comments are those of the document's steps.
 */
import { HeadFile } from '../append/head-file.ts';
import { LiveSegment } from '../append/live-segment.ts';
import type { LogTail } from '../append/writer.ts';
import type { Clock } from '../clock.ts';
import { trailerBefore } from '../format/frame.ts';
import type { HeadSlot } from '../format/head-slot.ts';
import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import { parseSegmentHeader, type SegmentHeader } from '../format/segment-header.ts';
import { segmentName } from '../format/segment-name.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { IndexedSegment } from '../index/index-layout.ts';
import { MemoryIndex } from '../index/memory-index.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { LogKeys } from '../keys/log-keys.ts';
import type { DurabilityRules } from '../rules.ts';
import { addTo, readHeaders } from './closed-segments.ts';
import { HEAD_FILE, readHead } from './read-head.ts';
import { readSegment, validHeader } from './read-segment.ts';
import { damaged, keyMissing } from './refusals.ts';
import { evidenceBehind, scanSegment, type SegmentScan } from './scan-segment.ts';
import { saveRemains } from './save-remains.ts';
import { isOnlyHeader } from './unfinished-creation.ts';

export interface RecoverOptions {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keys: KeysOfLog;
  readonly clock: Clock;
  readonly rules: DurabilityRules;
  /** Tells whether all events before this segment are known to be archived. */
  readonly isArchivedBefore: (header: SegmentHeader) => boolean;
  /** First sequence numbers of all segments; at least one. */
  readonly segments: readonly number[];
}

export interface RecoveredLog {
  readonly segment: LiveSegment;
  /** Key number in its header. */
  readonly segmentKid: number;
  readonly head: HeadFile;
  readonly tail: LogTail;
  /** All segments but the last, in order. */
  readonly closed: readonly IndexedSegment[];
  /** Index of the last segment. */
  readonly live: MemoryIndex;
  /** What was cut off or removed. */
  readonly cut: Cut | undefined;
}

export interface Cut {
  readonly bytes: number;
  readonly reason: string;
}

interface LastSegment {
  readonly firstSeq: number;
  readonly bytes: Buffer;
  readonly index: MemoryIndex;
  readonly scan: SegmentScan;
}

/** Gives undefined when the log's creation was interrupted, so that there is nothing to recover. */
export function recoverLog(options: RecoverOptions): RecoveredLog | undefined {
  const head = readHead(options.fs, options.dir, options.keys);
  // 1
  if (head.kind !== 'valid') {
    if (isOnlyHeader(options, options.segments)) return undefined;
    if (head.kind === 'unknownKey') throw keyMissing(head.kid);
    const finding = head.kind === 'missing' ? 'HEAD_MISSING' : 'HEAD_CORRUPT';
    throw damaged(finding, 'the log has frames and no valid HEAD');
  }
  const torn = findTornRoll(options, head.best);
  const segments = torn === undefined ? options.segments : options.segments.slice(0, -1);
  const { closed, lastHeader } = readHeaders(options, segments);
  const last = scanLast(options, lastHeader);
  checkEvidence(options, head.best, last);
  const cut = torn ?? tornEnd(last);
  // Before anything is changed: without this key what follows would look torn.
  const active = options.keys.get(last.scan.kid);
  if (active === undefined) throw keyMissing(last.scan.kid);
  const segment = makeGood(options, { head: head.best, last, torn });
  const { lastSeq: seq, lastTsUs: tsUs, trailer } = last.scan;
  const headFile = renewHead(options, { head: head.best, segment, active, seq, trailer });
  const tail = { seq, tsUs, trailer, keys: active };
  const segmentKid = lastHeader.kid;
  return { segment, segmentKid, head: headFile, tail, closed, live: last.index, cut };
}

/** 2: the last segment when its header is torn and nothing says that frames were ever in it. */
function findTornRoll(options: RecoverOptions, head: HeadSlot): Cut | undefined {
  const firstSeq = options.segments.at(-1) ?? 0;
  const start = readSegment(options, firstSeq, SEGMENT_HEADER_BYTES);
  if (validHeader(start, { keys: options.keys, firstSeq }) !== undefined) return undefined;
  refuseUnknownKey(start, options.keys);
  const bytes = readSegment(options, firstSeq);
  const isAboveHead = !options.rules.heedsHead || firstSeq > head.seq;
  const hasFrames = evidenceBehind(bytes, SEGMENT_HEADER_BYTES, options.keys) !== undefined;
  if (options.segments.length > 1 && isAboveHead && !hasFrames) {
    return { bytes: bytes.length, reason: 'the header of a new segment was torn' };
  }
  throw damaged('SEGMENT_HEADER_CORRUPT', 'the header of the last segment is damaged', {
    file: segmentName(firstSeq),
  });
}

/** A header that says it is under a key that is not there was not torn. */
function refuseUnknownKey(start: Buffer, keys: KeysOfLog): void {
  const parse = parseSegmentHeader(start);
  if (parse.kind !== 'header' || parse.header.logId !== keys.logId) return;
  const { kid } = parse.header;
  if (keys.get(kid) === undefined && !keys.isErased(kid)) throw keyMissing(kid);
}

/** 3 */
function scanLast(options: RecoverOptions, header: SegmentHeader): LastSegment {
  const { keys, rules } = options;
  const { firstSeq } = header;
  const bytes = readSegment(options, firstSeq);
  const index = new MemoryIndex(firstSeq);
  const onFrame = addTo(index);
  const scan = scanSegment(bytes, { header, keys, resyncs: rules.resyncs, onFrame });
  return { firstSeq, bytes, index, scan };
}

/** 4: what was durable must be there. */
function checkEvidence(options: RecoverOptions, head: HeadSlot, last: LastSegment): void {
  const { rules } = options;
  const { scan, firstSeq } = last;
  const evidence = Math.max(
    firstSeq - 1,
    rules.heedsHead ? head.seq : 0,
    rules.heedsDurable ? scan.durable : 0,
  );
  const facts = { evidence, lastSeq: scan.lastSeq, file: segmentName(firstSeq) };
  if (scan.isForged)
    throw damaged('TAMPERED', 'a frame breaks the rules though it is authentic', facts);
  if (evidence > scan.lastSeq) {
    const finding = scan.rest === 'damage' ? 'DAMAGE_BELOW_DURABLE' : 'TRUNCATED';
    throw damaged(finding, 'events that were durable are not in the log', facts);
  }
  if (rules.heedsHead && !agreesWithHead(last, head)) {
    throw damaged('HEAD_AHEAD', 'HEAD does not agree with the frame it names', facts);
  }
}

function agreesWithHead(last: LastSegment, head: HeadSlot): boolean {
  if (head.segFirst !== last.firstSeq) return head.segFirst < last.firstSeq;
  if (head.bytes < SEGMENT_HEADER_BYTES || head.bytes > last.scan.end) return false;
  return trailerBefore(last.bytes, head.bytes) === head.trailer;
}

function tornEnd(last: LastSegment): Cut | undefined {
  if (last.scan.rest !== 'damage') return undefined;
  return { bytes: last.bytes.length - last.scan.end, reason: 'the end of the log was torn' };
}

/** 5 and 6, and the removal of 2. */
function makeGood(
  options: RecoverOptions,
  found: { head: HeadSlot; last: LastSegment; torn: Cut | undefined },
): LiveSegment {
  const { fs, dir, rules } = options;
  const { firstSeq, bytes, scan } = found.last;
  if (found.torn !== undefined) {
    fs.unlink(`${dir}/${segmentName(options.segments.at(-1) ?? 0)}`);
  }
  if (scan.rest === 'damage') saveRemains(options, { firstSeq, offset: scan.end, bytes });
  const file = fs.open(`${dir}/${segmentName(firstSeq)}`, 'write', { synchronous: true });
  if (scan.rest !== 'nothing') file.ftruncate(scan.end);
  const from = found.head.segFirst === firstSeq ? found.head.bytes : 0;
  // A sync that failed in an earlier life may have left bytes that only the page cache has.
  if (rules.rewritesTail) file.pwrite(bytes.subarray(from, scan.end), from);
  file.fsync();
  fs.fsyncDir(dir);
  return new LiveSegment({ firstSeq, file, end: scan.end });
}

/** 7 */
function renewHead(
  options: RecoverOptions,
  to: { head: HeadSlot; segment: LiveSegment; active: LogKeys; seq: number; trailer: string },
): HeadFile {
  const file = options.fs.open(`${options.dir}/${HEAD_FILE}`, 'write');
  const head = new HeadFile(file, { logId: options.keys.logId, nextN: to.head.n + 1 });
  const { seq, trailer, segment } = to;
  const position = { seq, trailer, bytes: segment.end, segFirst: segment.firstSeq, isClean: false };
  // A slot is touched only when the other one is durable, also if this is interrupted again and
  // again.
  head.sync();
  head.write(position, to.active);
  head.sync();
  head.write(position, to.active);
  head.sync();
  return head;
}
