import { TRAILER_BYTES } from '../format/limits.ts';
import { NO_TRAILER, type SegmentHeader } from '../format/segment-header.ts';
import { segmentName } from '../format/segment-name.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { LogIndex } from '../index/log-index.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { addToIndex } from './add-to-index.ts';
import { readSegment, validHeader } from './read-segment.ts';
import { damaged } from './refusals.ts';
import { scanSegment } from './scan-segment.ts';

interface Log {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keys: KeysOfLog;
}

/**
 * Puts all frames of closed segments into the index. Throws LH_LOG_DAMAGED at the first that is not
 * whole.
 */
export function indexClosedSegments(
  log: Log & { readonly index: LogIndex },
  segments: readonly number[],
): void {
  const onFrame = addToIndex(log.index);
  for (const firstSeq of segments) {
    const bytes = readSegment(log, firstSeq);
    const header = validHeader(bytes, { keys: log.keys, firstSeq });
    const file = segmentName(firstSeq);
    if (header === undefined) {
      throw damaged('SEGMENT_HEADER_CORRUPT', 'the header of a segment is damaged', { file });
    }
    log.index.addSegment(firstSeq);
    const scan = scanSegment(bytes, { header, keys: log.keys, resyncs: false, onFrame });
    if (scan.end === bytes.length) continue;
    throw damaged('CORRUPT', 'a closed segment is damaged', { file, offset: scan.end });
  }
}

/** Throws LH_LOG_DAMAGED unless the segment before ended as this header says. */
export function checkLink(
  log: Log,
  link: { readonly header: SegmentHeader; readonly before: number | undefined },
): void {
  const { header, before } = link;
  const file = segmentName(header.firstSeq);
  if (before === undefined) {
    if (header.prevFirst === 0 && header.prevTrailer === NO_TRAILER) return;
    throw damaged('SEGMENT_MISSING', 'the segment before the last is missing', { file });
  }
  if (header.prevFirst !== before) {
    throw damaged('SEGMENT_MISSING', 'the segment before the last is missing', { file });
  }
  const end = readEnd(log, before);
  if (end.bytes === header.prevBytes && end.trailer === header.prevTrailer) return;
  const finding = end.bytes < header.prevBytes ? 'SEGMENT_TRUNCATED' : 'SEGMENT_TRAILING_BYTES';
  throw damaged(
    end.bytes === header.prevBytes ? 'CORRUPT' : finding,
    'a closed segment is damaged',
    {
      file: segmentName(before),
    },
  );
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
