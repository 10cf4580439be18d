import { SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import { encodeSegmentHeader, type SegmentHeader } from '../format/segment-header.ts';
import { segmentName } from '../format/segment-name.ts';
import type { LogFile, LogFs } from '../fs/log-fs.ts';
import type { LogKeys } from '../keys/log-keys.ts';

/**
 * The segment that is written to. Nothing is behind `end` but zeros, and what a flush under way has
 * put there.
 */
export class LiveSegment {
  readonly firstSeq: number;
  readonly file: LogFile;
  /** Offset behind the last frame on stable storage. */
  end: number;
  /** Length of the file: `end`, or more where zeros were written ahead. */
  fileEnd: number;

  /** Takes a file that ends at `end`; what is written to it is durable at once. */
  constructor(parts: { firstSeq: number; file: LogFile; end: number }) {
    this.firstSeq = parts.firstSeq;
    this.file = parts.file;
    this.end = parts.end;
    this.fileEnd = parts.end;
  }

  get isEmpty(): boolean {
    return this.end === SEGMENT_HEADER_BYTES;
  }

  /**
   * Takes away, durably, what is behind the last frame: what a failed flush left must not come back
   * after a crash, and a closed segment has no zeros at its end.
   */
  async cutBack(): Promise<void> {
    await this.file.ftruncateAsync(this.end);
    await this.file.fsyncAsync();
    this.fileEnd = this.end;
  }
}

export type NewSegment = Omit<SegmentHeader, 'kid' | 'keyCheck'>;

/** Makes a segment that holds no frame yet; durable with its name when this resolves. */
export async function createSegment(
  place: { readonly fs: LogFs; readonly dir: string },
  segment: NewSegment,
  keys: LogKeys,
): Promise<LiveSegment> {
  const { fs, dir } = place;
  const header = { ...segment, kid: keys.kid, keyCheck: keys.keyCheck };
  const file = fs.open(`${dir}/${segmentName(segment.firstSeq)}`, 'create', {
    synchronous: true,
  });
  try {
    // Crash here: a segment with an empty or torn header, above all evidence. Recovery removes it.
    await file.pwriteAsync(encodeSegmentHeader(header, keys.segmentMac), 0);
    // Crash here: a segment without frames, or none when its name was not durable yet.
    await fs.fsyncDirAsync(dir);
  } catch (error) {
    file.close();
    throw error;
  }
  return new LiveSegment({ firstSeq: segment.firstSeq, file, end: SEGMENT_HEADER_BYTES });
}

/**
 * Takes a segment away that could not be completed, so that it does not come back after a crash.
 */
export async function removeSegment(
  place: { readonly fs: LogFs; readonly dir: string },
  firstSeq: number,
): Promise<void> {
  const name = segmentName(firstSeq);
  if (place.fs.list(place.dir).includes(name)) place.fs.unlink(`${place.dir}/${name}`);
  await place.fs.fsyncDirAsync(place.dir);
}
