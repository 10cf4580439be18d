import { frameKid, frameLen, hasFrameCrc, hasFrameMac, hasFrameShape } from '../format/frame.ts';
import { FRAME_FIELDS_BYTES, SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import { hasSegmentMac, type SegmentHeader } from '../format/segment-header.ts';
import { isFsError, type LogFs } from '../fs/log-fs.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { Mac } from '../mac.ts';
import { SegmentWindow } from '../segment-window.ts';
import type { Head } from './head.ts';
import { claimedHeader } from './identity.ts';
import { withFile, type SegmentFile } from './log-folder.ts';

/**
 * What a segment's header is found to be. `trusted`: authentic, of this log. `wrongKey` and
 * `unknownKey`: its MAC can't be checked.
 */
export type HeaderState =
  'trusted' | 'corrupt' | 'tampered' | 'foreign' | 'wrongKey' | 'unknownKey';

/** A segment in its place in the log. */
export interface Segment extends SegmentFile {
  readonly index: number;
  readonly state: HeaderState;
  /** Only when it is authentic. */
  readonly header: SegmentHeader | undefined;
  /**
   * First sequence number: by the header if that is authentic, else by the name; undefined when
   * neither says.
   */
  readonly first: number | undefined;
  /** Another segment is there with the same authentic first sequence number, and a better name. */
  readonly isCopy: boolean;
  /** What is wrong with the header, in a few words. */
  readonly reason: string;
}

/** How many frames are tried before a segment is taken to be under another key. */
const PROBED_FRAMES = 16;

/**
 * Judges the headers of all segments and brings the segments in order: by authentic headers, else
 * by name.
 */
export function judgeSegments(
  log: { readonly fs: LogFs; readonly dir: string; readonly keys: KeysOfLog | undefined },
  files: readonly SegmentFile[],
  head: Head,
): Segment[] {
  const states = files.map((file) => stateByHeader(file, log.keys));
  const provenKids = new Set(head.best ? [head.best.kid] : []);
  files.forEach((file, index) => {
    const header = claimedHeader(file);
    if (header && states[index]?.state === 'trusted') provenKids.add(header.kid);
  });
  const judged = files.map((file, index) => {
    const { state, reason } = states[index] ?? { state: 'corrupt', reason: '' };
    const kid = claimedHeader(file)?.kid ?? 0;
    const isOurs = provenKids.has(kid) || hasAuthenticFrames(log, file, kid);
    if (state !== 'wrongKey' || !isOurs) return placed(file, state, reason);
    return placed(file, 'tampered', 'its key check value does not fit, though the key does');
  });
  return judged
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((segment, index, all) => {
      const { header } = segment;
      const isCopy = header !== undefined && all[index - 1]?.header?.firstSeq === header.firstSeq;
      return { ...segment, index, isCopy };
    });
}

/** By the first sequence number; of two with the same, the one that is named so comes first. */
function placeOf({ first = Infinity, firstByName }: Omit<Segment, 'index' | 'isCopy'>): number {
  return first + (first === firstByName ? 0 : 0.5);
}

function placed(
  file: SegmentFile,
  state: HeaderState,
  reason: string,
): Omit<Segment, 'index' | 'isCopy'> {
  const header = state === 'trusted' ? claimedHeader(file) : undefined;
  return { ...file, state, header, first: header?.firstSeq ?? file.firstByName, reason };
}

function stateByHeader(
  file: SegmentFile,
  keys: KeysOfLog | undefined,
): { state: HeaderState; reason: string } {
  const { parse } = file;
  if (parse.kind === 'corrupt' || keys === undefined) {
    return { state: 'corrupt', reason: parse.kind === 'corrupt' ? parse.reason : '' };
  }
  const { header } = parse;
  const own = keys.get(header.kid);
  const hasOurCheck = own?.keyCheck === header.keyCheck;
  if (header.logId !== keys.logId) {
    return hasOurCheck
      ? {
          state: 'tampered',
          reason: 'it names another log, but has the key check value of this one',
        }
      : { state: 'foreign', reason: `it is of log ${header.logId}` };
  }
  if (own === undefined) return { state: 'unknownKey', reason: `there is no key ${header.kid}` };
  const isAuthentic = hasSegmentMac(file.headerBytes, own.segmentMac);
  if (isAuthentic && parse.kind !== 'malformed' && header.isSealed === keys.isSealed) {
    return { state: 'trusted', reason: parse.kind === 'copyDiffers' ? parse.reason : '' };
  }
  if (parse.kind === 'malformed') return { state: 'tampered', reason: parse.reason };
  if (!hasOurCheck) return { state: 'wrongKey', reason: 'it was written with another key' };
  return {
    state: 'tampered',
    reason: isAuthentic ? "its mode is not the log's" : 'its MAC is wrong',
  };
}

/**
 * Tells whether one of the first frames of a segment is authentic where it stands, under this key;
 * the first of them under any, for it can't be under another than the header.
 */
function hasAuthenticFrames(
  log: { readonly fs: LogFs; readonly dir: string; readonly keys: KeysOfLog | undefined },
  segment: SegmentFile,
  kid: number,
): boolean {
  const macOf = (frameKid: number): Mac | undefined => log.keys?.get(frameKid)?.frameMac;
  try {
    const path = `${log.dir}/${segment.name}`;
    return withFile(log.fs, path, (file) => {
      const window = new SegmentWindow(file, segment.size);
      return someFrame(window, kid, macOf);
    });
  } catch (error) {
    // What can't be read says nothing here; the walk finds it unreadable.
    if (isFsError(error)) return false;
    throw error;
  }
}

/** Tells whether one of the first frames in a row is authentic. */
function someFrame(
  window: SegmentWindow,
  kid: number,
  macOf: (kid: number) => Mac | undefined,
): boolean {
  let position = SEGMENT_HEADER_BYTES;
  for (let count = 0; count < PROBED_FRAMES; count++) {
    if (!window.load(position, FRAME_FIELDS_BYTES)) return false;
    const at = position - window.base;
    if (!hasFrameShape(window.buffer, at, window.size - window.base)) return false;
    const len = frameLen(window.buffer, at);
    if (!window.load(position, len)) return false;
    const offset = position - window.base;
    const mac = macOf(frameKid(window.buffer, offset));
    if (
      mac !== undefined &&
      (count === 0 || frameKid(window.buffer, offset) === kid) &&
      hasFrameMac(window.buffer, offset, len, mac) &&
      hasFrameCrc(window.buffer, offset, len)
    ) {
      return true;
    }
    position += len;
  }
  return false;
}
