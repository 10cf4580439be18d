import {
  decodeFrameFields,
  frameDurable,
  frameKid,
  frameSeq,
  frameTsUs,
  hasFrameCrc,
  hasFrameMac,
  hasFrameShape,
  trailerBefore,
} from '../format/frame.ts';
import { isZeroRange } from '../format/bytes.ts';
import { FRAME_BYTES_MIN, SEGMENT_HEADER_BYTES } from '../format/limits.ts';
import { LOG_STREAM, type Meta } from '../format/meta.ts';
import { parseSystemPayload } from '../format/system-payload.ts';
import type { SegmentHeader } from '../format/segment-header.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { hasMore, metaOf, payloadOf, type FrameView } from '../query/stored-event.ts';

/** How far a segment is good, and what the rest of it tells. */
export interface SegmentScan {
  /** Offset behind the last whole append. */
  readonly end: number;
  readonly lastSeq: number;
  readonly lastTsUs: number;
  /** 36 bytes in front of `end`, latin1. */
  readonly trailer: string;
  /** Key number in force behind the last whole append. */
  readonly kid: number;
  /** Highest seq that an authentic frame, wherever it stands, says was durable. */
  readonly durable: number;
  /** What follows the last whole append. */
  readonly rest: 'nothing' | 'zeros' | 'damage';
  /**
   * A frame that is authentic in place and breaks the rules all the same: only a key holder can
   * have written it.
   */
  readonly isForged: boolean;
  /** There are authentic frames, in place or behind damage. */
  readonly hasFrames: boolean;
}

export interface ScanOptions {
  readonly header: SegmentHeader;
  readonly keys: KeysOfLog;
  /** Look for authentic frames behind a damaged place. */
  readonly resyncs: boolean;
  /** The segment is one of those that another follows, which tells how it ended. */
  readonly isClosed?: boolean;
  /** Called for the frames of each whole append, in order. */
  readonly onFrame: (frame: FrameView, meta: Meta) => void;
}

interface Walk {
  offset: number;
  seq: number;
  tsUs: number;
  kid: number;
}

/**
 * Walks a segment, held in memory as a whole, up to the first frame that is not acceptable
 * (docs/format.md, section 8).
 */
export function scanSegment(bytes: Buffer, options: ScanOptions): SegmentScan {
  const { header, onFrame, keys } = options;
  const trust = { keys, erased: options.isClosed === true };
  const at: Walk = {
    offset: SEGMENT_HEADER_BYTES,
    seq: header.firstSeq - 1,
    tsUs: header.createdUs - 1,
    kid: header.kid,
  };
  let whole: Walk = { ...at };
  let durable = 0;
  let isForged = false;
  let append: { frame: FrameView; meta: Meta }[] = [];
  for (;;) {
    const frame = authenticFrameAt(bytes, at.offset, trust);
    if (frame === undefined) break;
    durable = Math.max(durable, Math.min(frameDurable(bytes, at.offset), at.seq));
    const tsUs = frameTsUs(bytes, at.offset);
    const meta = acceptableMeta(frame, at, tsUs);
    isForged = meta === undefined;
    if (meta === undefined) break;
    append.push({ frame, meta });
    at.kid = kidAfter(frame, meta) ?? at.kid;
    at.tsUs = tsUs;
    at.seq += 1;
    at.offset += frame.len;
    if (hasMore(frame)) continue;
    for (const part of append) onFrame(part.frame, part.meta);
    append = [];
    whole = { ...at };
  }
  const behind = options.resyncs ? evidenceBehind(bytes, at.offset, options.keys) : undefined;
  return {
    end: whole.offset,
    lastSeq: whole.seq,
    lastTsUs: whole.tsUs,
    trailer: trailerBefore(bytes, whole.offset),
    kid: whole.kid,
    durable: Math.max(durable, behind ?? 0),
    rest: restOf(bytes, whole.offset),
    isForged,
    hasFrames: at.seq >= header.firstSeq || behind !== undefined,
  };
}

/** Gives what authentic frames from `start` on say was durable; undefined when there is none. */
export function evidenceBehind(bytes: Buffer, start: number, keys: KeysOfLog): number | undefined {
  let found: number | undefined;
  for (let offset = start; offset + FRAME_BYTES_MIN <= bytes.length; offset++) {
    if (authenticFrameAt(bytes, offset, { keys, erased: false }) === undefined) continue;
    const { durable, seq, len } = decodeFrameFields(bytes, offset);
    found = Math.max(found ?? 0, Math.min(durable, seq - 1));
    offset += len - 1;
  }
  return found;
}

/** What is taken for authentic without its key: frames of closed segments whose key was erased. */
interface Trust {
  readonly keys: KeysOfLog;
  readonly erased: boolean;
}

function authenticFrameAt(bytes: Buffer, offset: number, trust: Trust): FrameView | undefined {
  const { keys } = trust;
  if (!hasFrameShape(bytes, offset, bytes.length)) return undefined;
  const len = bytes.readUInt32LE(offset);
  if (!hasFrameCrc(bytes, offset, len)) return undefined;
  const kid = frameKid(bytes, offset);
  if (trust.erased && keys.isErased(kid)) return { bytes, offset, len };
  const ofLog = keys.get(kid);
  if (ofLog === undefined || !hasFrameMac(bytes, offset, len, ofLog.frameMac)) return undefined;
  return { bytes, offset, len };
}

/** Gives the meta of an authentic frame that keeps rules 7 to 9 at this place. */
function acceptableMeta(frame: FrameView, at: Walk, tsUs: number): Meta | undefined {
  const { bytes, offset } = frame;
  const seq = frameSeq(bytes, offset);
  if (seq !== at.seq + 1 || frameDurable(bytes, offset) >= seq) return undefined;
  return tsUs > at.tsUs && frameKid(bytes, offset) === at.kid ? metaOf(frame) : undefined;
}

/** The key number or epoch that a record about keys puts in force. */
function kidAfter(frame: FrameView, meta: Meta): number | undefined {
  if (meta.stream !== LOG_STREAM || !KEY_RECORDS.includes(meta.type)) return undefined;
  const record = parseSystemPayload(meta.type, payloadOf(frame));
  if (record?.type === '$key_rotated') return record.kid;
  return record?.type === '$epoch_sealed' ? record.epoch + 1 : undefined;
}

const KEY_RECORDS = ['$key_rotated', '$epoch_sealed'];

function restOf(bytes: Buffer, end: number): SegmentScan['rest'] {
  if (end === bytes.length) return 'nothing';
  return isZeroRange(bytes, end, bytes.length) ? 'zeros' : 'damage';
}
