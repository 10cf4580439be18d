import { FLAG_SIGNED, FLAG_SYSTEM, frameFlags, frameMetaLen } from '../format/frame.ts';
import { FRAME_FIELDS_BYTES, TRAILER_BYTES } from '../format/limits.ts';
import { parseMeta, type Meta } from '../format/meta.ts';
import { parseSystemPayload, type SystemRecord } from '../format/system-payload.ts';

/** What a frame says, once its form was found to be right (rule 9). */
export interface EventForm {
  readonly meta: Meta;
  /** Only of a system frame. */
  readonly record: SystemRecord | undefined;
}

/**
 * Parses the frame of this length at `offset`; says which part breaks rule 9 when one does. Never
 * throws.
 */
export function parseEvent(
  bytes: Buffer,
  offset: number,
  len: number,
): EventForm | 'meta' | 'payload' {
  const flags = frameFlags(bytes, offset);
  const isSystem = (flags & FLAG_SYSTEM) !== 0;
  const metaStart = offset + FRAME_FIELDS_BYTES;
  const payloadStart = metaStart + frameMetaLen(bytes, offset);
  const meta = parseMeta(bytes.subarray(metaStart, payloadStart), isSystem);
  if (meta === undefined) return 'meta';
  if ((flags & FLAG_SIGNED) !== 0 && meta.sig === undefined) return 'meta';
  if (!isSystem) return { meta, record: undefined };
  const payload = bytes.subarray(payloadStart, offset + len - TRAILER_BYTES);
  const record = parseSystemPayload(meta.type, payload);
  return record === undefined ? 'payload' : { meta, record };
}
