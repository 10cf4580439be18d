import { frameKid, frameLen, hasFrameCrc, hasFrameMac, hasFrameShape } from '../../format/frame.ts';
import { FRAME_BYTES_MIN, FRAME_FIELDS_BYTES } from '../../format/limits.ts';
import type { KeysOfLog } from '../../keys/keys-of-log.ts';
import type { SegmentWindow } from '../../segment-window.ts';

/** What may be read to find out whether a frame stands somewhere, all in all. */
const TRIED_BYTES_MAX = 67_108_864;

/**
 * Finds the first place in [start, end) where a frame stands that is authentic there. Gives up
 * where bytes look like the beginning of long frames again and again; who gives them may intend
 * that.
 */
export function findFrame(
  window: SegmentWindow,
  { start, end, keys }: { readonly start: number; readonly end: number; readonly keys: KeysOfLog },
): number | undefined {
  let triedBytes = 0;
  for (let position = start; position < end && triedBytes < TRIED_BYTES_MAX; position++) {
    if (!window.load(position, FRAME_BYTES_MIN)) return undefined;
    const at = position - window.base;
    if (!hasFrameShape(window.buffer, at, window.size - window.base)) continue;
    const len = frameLen(window.buffer, at);
    triedBytes += len;
    if (window.load(position, len) && isAuthentic(window, position, keys)) return position;
    // The window may have moved on to hold a frame that is none.
    if (!window.load(position, FRAME_FIELDS_BYTES)) return undefined;
  }
  return undefined;
}

function isAuthentic({ buffer, base }: SegmentWindow, position: number, keys: KeysOfLog): boolean {
  const at = position - base;
  const len = frameLen(buffer, at);
  if (!hasFrameCrc(buffer, at, len)) return false;
  const mac = keys.get(frameKid(buffer, at))?.frameMac;
  return mac !== undefined && hasFrameMac(buffer, at, len, mac);
}
