import { LighthouseError } from '@lighthouse/contract/errors';
import {
  FLAG_MORE,
  FLAG_SYSTEM,
  frameFlags,
  frameMetaLen,
  frameSeq,
  frameTsUs,
} from '../format/frame.ts';
import { FRAME_FIELDS_BYTES, MAC_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { parseMeta, type Meta } from '../format/meta.ts';
import type { StoredEvent } from '../types.ts';

/** A frame that was checked, where it stands in memory; valid until the next one is read. */
export interface FrameView {
  readonly bytes: Buffer;
  readonly offset: number;
  readonly len: number;
}

/** Tells whether the append goes on in the next frame. */
export function hasMore(frame: FrameView): boolean {
  return (frameFlags(frame.bytes, frame.offset) & FLAG_MORE) !== 0;
}

export function isSystemFrame(frame: FrameView): boolean {
  return (frameFlags(frame.bytes, frame.offset) & FLAG_SYSTEM) !== 0;
}

/** Parses the frame's meta; undefined when it breaks rule 9. */
export function metaOf(frame: FrameView): Meta | undefined {
  const start = frame.offset + FRAME_FIELDS_BYTES;
  const end = start + frameMetaLen(frame.bytes, frame.offset);
  return parseMeta(frame.bytes.subarray(start, end), isSystemFrame(frame));
}

/** Parses the frame's meta; throws LH_LOG_DAMAGED when it breaks rule 9. */
export function requiredMetaOf(frame: FrameView): Meta {
  const meta = metaOf(frame);
  if (meta !== undefined) return meta;
  throw new LighthouseError('LH_LOG_DAMAGED', 'a stored event has a broken meta', {
    hint: 'run lh-verify on the log to see what happened',
    facts: { seq: frameSeq(frame.bytes, frame.offset) },
  });
}

export function payloadOf(frame: FrameView): Buffer {
  const start = frame.offset + FRAME_FIELDS_BYTES + frameMetaLen(frame.bytes, frame.offset);
  return frame.bytes.subarray(start, frame.offset + frame.len - TRAILER_BYTES);
}

/** MAC of the frame, as latin1. */
export function macOf(frame: FrameView): string {
  const start = frame.offset + frame.len - TRAILER_BYTES;
  return frame.bytes.latin1Slice(start, start + MAC_BYTES);
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Makes an event of its own of a frame; its meta must have been parsed. */
export function storedEventOf(frame: FrameView, meta: Meta): StoredEvent {
  const { bytes, offset } = frame;
  const macAt = offset + frame.len - TRAILER_BYTES;
  const event: Writable<StoredEvent> = {
    seq: frameSeq(bytes, offset),
    tsUs: frameTsUs(bytes, offset),
    type: meta.type,
    stream: meta.stream,
    version: meta.version,
    payload: new Uint8Array(payloadOf(frame)),
    system: isSystemFrame(frame),
    mac: bytes.toString('base64', macAt, macAt + MAC_BYTES),
  };
  // Member by member: others that a later version may add to meta stay out.
  if (meta.id !== undefined) event.id = meta.id;
  if (meta.agent !== undefined) event.agent = meta.agent;
  if (meta.credential !== undefined) event.credential = meta.credential;
  if (meta.session !== undefined) event.session = meta.session;
  if (meta.correlation !== undefined) event.correlation = meta.correlation;
  if (meta.causation !== undefined) event.causation = meta.causation;
  if (meta.key !== undefined) event.key = meta.key;
  if (meta.nonce !== undefined) event.nonce = meta.nonce;
  if (meta.subject !== undefined) event.subject = meta.subject;
  return event;
}
