import { frameSeq } from '../format/frame.ts';
import { SEGMENT_HEADER_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import type { Meta } from '../format/meta.ts';
import { NO_TRAILER, type SegmentHeader } from '../format/segment-header.ts';
import { segmentName } from '../format/segment-name.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { IndexedSegment } from '../index/index-layout.ts';
import { MemoryIndex } from '../index/memory-index.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { FrameView } from '../query/stored-event.ts';
import { readSegment, validHeader } from './read-segment.ts';
import { damaged } from './refusals.ts';
import { scanSegment } from './scan-segment.ts';

interface Log {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keys: KeysOfLog;
}

export interface SegmentHeaders {
  readonly closed: readonly IndexedSegment[];
  readonly lastHeader: SegmentHeader;
}

/**
 * Reads the headers of all segments, and what each says of the one before. Throws LH_LOG_DAMAGED
 * when a closed segment is missing or does not end as the next one says.
 */
export function readHeaders(
  log: Log & { readonly isArchivedBefore: (header: SegmentHeader) => boolean },
  segments: readonly number[],
): SegmentHeaders {
  const [first, ...others] = segments.map((firstSeq) => readHeader(log, firstSeq));
  if (first === undefined) throw damaged('SEGMENT_MISSING', 'there is no segment');
  const isBeginning = first.prevFirst === 0 && first.prevTrailer === NO_TRAILER;
  if (!isBeginning && !log.isArchivedBefore(first)) throw segmentMissing(first);
  const closed: IndexedSegment[] = [];
  let lastHeader = first;
  for (const header of others) {
    closed.push(segmentBefore(log, header, lastHeader));
    lastHeader = header;
  }
  return { closed, lastHeader };
}

/** Makes the index of a closed segment. Throws LH_LOG_DAMAGED when a frame of it is not whole. */
export function indexSegment(log: Log, segment: IndexedSegment): MemoryIndex {
  const index = new MemoryIndex(segment.firstSeq);
  readClosed(log, segment, addTo(index));
  return index;
}

/**
 * Reads a closed segment and shows its frames, each verified. Throws LH_LOG_DAMAGED when one of
 * them is not whole.
 */
export function readClosed(
  log: Log,
  segment: IndexedSegment,
  onFrame: (frame: FrameView, meta: Meta) => void,
): Buffer {
  const { firstSeq } = segment;
  const bytes = readSegment(log, firstSeq);
  const header = readHeader(log, firstSeq);
  const options = { header, keys: log.keys, resyncs: false, isClosed: true, onFrame };
  const scan = scanSegment(bytes, options);
  const frameCount = scan.lastSeq - firstSeq + 1;
  if (scan.end === bytes.length && frameCount === segment.frameCount) return bytes;
  throw damaged('CORRUPT', 'a closed segment is damaged', {
    file: segmentName(firstSeq),
    offset: scan.end,
  });
}

/** Gives a function that puts scanned frames into an index. */
export function addTo(index: MemoryIndex): (frame: FrameView, meta: Meta) => void {
  return (frame, meta) => {
    const { type, stream, version, agent, correlation, id, key } = meta;
    const { offset } = frame;
    const seq = frameSeq(frame.bytes, offset);
    index.add({ seq, offset, type, stream, version, agent, correlation, id, key });
  };
}

function readHeader(log: Log, firstSeq: number): SegmentHeader {
  const bytes = readSegment(log, firstSeq, SEGMENT_HEADER_BYTES);
  const header = validHeader(bytes, { keys: log.keys, firstSeq });
  if (header !== undefined) return header;
  throw damaged('SEGMENT_HEADER_CORRUPT', 'the header of a segment is damaged', {
    file: segmentName(firstSeq),
  });
}

/** What the header says of the segment before it, which must be as it says. */
function segmentBefore(log: Log, header: SegmentHeader, before: SegmentHeader): IndexedSegment {
  const { prevFirst, prevBytes: bytes, prevTrailer: trailer } = header;
  const { firstSeq, logId } = before;
  if (prevFirst !== firstSeq) throw segmentMissing(header);
  const end = readEnd(log, firstSeq);
  if (end.bytes === bytes && end.trailer === trailer) {
    return { logId, firstSeq, frameCount: header.firstSeq - firstSeq, bytes, trailer };
  }
  const isLong = end.bytes > bytes;
  const lengthFinding = isLong ? 'SEGMENT_TRAILING_BYTES' : 'SEGMENT_TRUNCATED';
  const finding = end.bytes === bytes ? 'CORRUPT' : lengthFinding;
  throw damaged(finding, 'a closed segment is damaged', { file: segmentName(firstSeq) });
}

function segmentMissing(header: SegmentHeader): Error {
  return damaged('SEGMENT_MISSING', 'the segment before this one is missing', {
    file: segmentName(header.firstSeq),
  });
}

function readEnd(log: Log, firstSeq: number): { bytes: number; trailer: string } {
  const file = log.fs.open(`${log.dir}/${segmentName(firstSeq)}`, 'read');
  try {
    const bytes = file.size();
    const trailer = Buffer.alloc(TRAILER_BYTES);
    if (bytes >= TRAILER_BYTES) file.pread(trailer, bytes - TRAILER_BYTES);
    return { bytes, trailer: trailer.latin1Slice(0, TRAILER_BYTES) };
  } finally {
    file.close();
  }
}
