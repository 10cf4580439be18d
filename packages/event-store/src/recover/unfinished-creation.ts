/**
 * What an interrupted creation can leave (docs/format.md, section 8, step 1): no segment, or the
 * first one without a frame, and a HEAD only once the header of that segment is durable. Anything
 * more is a log, however damaged, and is never started over.
 */
import { isZeroRange } from '../format/bytes.ts';
import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import { isFsError, type LogFs } from '../fs/log-fs.ts';
import { HEAD_FILE } from './read-head.ts';
import { readSegment } from './read-segment.ts';

interface Place {
  readonly fs: LogFs;
  readonly dir: string;
}

/** Tells it of a folder in which no segment header is whole. */
export function isUnfinishedWithoutHeader(place: Place, segments: readonly number[]): boolean {
  return (segments.length === 0 || isOnlyHeader(place, segments)) && isHeadBlank(place);
}

/** Tells whether the segments are the first one alone, and nothing stands behind its header. */
export function isOnlyHeader(place: Place, segments: readonly number[]): boolean {
  const [only, ...others] = segments;
  if (only !== 1 || others.length > 0) return false;
  const bytes = readSegment(place, only);
  return isZeroRange(bytes, Math.min(SEGMENT_HEADER_BYTES, bytes.length), bytes.length);
}

/** No HEAD, an empty one, or zeros. */
function isHeadBlank({ fs, dir }: Place): boolean {
  try {
    const file = fs.open(`${dir}/${HEAD_FILE}`, 'read');
    try {
      const bytes = Buffer.alloc(file.size());
      file.pread(bytes, 0);
      return isZeroRange(bytes, 0, bytes.length);
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return true;
    throw error;
  }
}
