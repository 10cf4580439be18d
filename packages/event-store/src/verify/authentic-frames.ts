import { LighthouseError } from '@lighthouse/contract/errors';
import {
  FLAG_MORE,
  FLAG_SYSTEM,
  frameFlags,
  frameLen,
  frameSeq,
  hasFrameShape,
} from '../format/frame.ts';
import { FRAME_FIELDS_BYTES } from '../format/limits.ts';
import type { LogFs } from '../fs/log-fs.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import { SegmentScanner } from '../scan.ts';
import { SegmentWindow } from '../segment-window.ts';
import { parseEvent } from './event-form.ts';
import type { Segment } from './segments.ts';

export interface FramesSource {
  readonly fs: LogFs;
  readonly dir: string;
  readonly keys: KeysOfLog | undefined;
  /**
   * Tells how far the log reaches: asked for when frames follow damage in the last segment, which
   * may be a torn tail.
   */
  readonly lastSeqOfLog: () => Promise<number>;
}

/**
 * Gives the frames of a segment that are authentic in place and belong to the log; `scanner` shows
 * each until the next is asked for. Those of an append that the segment or the log breaks off are
 * left out. Throws LH_KEY_WRONG or LH_KEY_MISSING.
 */
export async function* authenticFrames(
  source: FramesSource,
  segment: Segment & { readonly isLast: boolean },
): AsyncGenerator<SegmentScanner> {
  if (segment.state === 'wrongKey') throw keyError('LH_KEY_WRONG', segment);
  const file = source.fs.open(`${source.dir}/${segment.name}`, 'read');
  try {
    const { header, size, isLast } = segment;
    const frameMac = (kid: number) => source.keys?.get(kid)?.frameMac;
    const firstFront = header && { firstFront: header.prevTrailer };
    const scanner = new SegmentScanner({ file, size, frameMac, ...firstFront });
    const ahead = new SegmentWindow(file, size);
    let isInAppend = false;
    // What the key of the next frames is found to be, once they turn out not to be authentic.
    let fault: KeyFault | undefined = segment.state === 'unknownKey' ? 'LH_KEY_MISSING' : undefined;
    let seqMax = Infinity;
    for (let step = scanner.next(); step !== 'end'; step = scanner.next()) {
      if (step === 'damage') {
        if (fault !== undefined) throw keyError(fault, segment);
        isInAppend = false;
        // What follows damage at the end of a log is judged only if there is something.
        if (isLast && scanner.end < size) seqMax = await source.lastSeqOfLog();
        continue;
      }
      const hasMore = (frameFlags(scanner.buffer, scanner.at) & FLAG_MORE) !== 0;
      if (hasMore && !isInAppend && isBrokenOff(ahead, scanner.position)) return;
      if (frameSeq(scanner.buffer, scanner.at) > seqMax) return;
      isInAppend = hasMore;
      fault = faultOfNextKey(scanner, source.keys);
      yield scanner;
    }
  } finally {
    file.close();
  }
}

type KeyFault = 'LH_KEY_WRONG' | 'LH_KEY_MISSING';

/** Finds out, at a `$key_rotated` record, that we don't have the key it names. */
function faultOfNextKey(
  { buffer, at, position, end }: SegmentScanner,
  keys: KeysOfLog | undefined,
): KeyFault | undefined {
  if ((frameFlags(buffer, at) & FLAG_SYSTEM) === 0 || keys?.isSealed !== false) return undefined;
  const event = parseEvent(buffer, at, end - position);
  if (typeof event === 'string' || event.record?.type !== '$key_rotated') return undefined;
  const own = keys.get(event.record.kid);
  if (own === undefined) return 'LH_KEY_MISSING';
  return own.keyCheck === event.record.keyCheck ? undefined : 'LH_KEY_WRONG';
}

/**
 * Tells whether the segment ends within the append that begins here. Walks lengths: what they lead
 * to is proven later, or damage.
 */
function isBrokenOff(window: SegmentWindow, start: number): boolean {
  for (let position = start; ;) {
    if (!window.load(position, FRAME_FIELDS_BYTES)) return true;
    const at = position - window.base;
    if (!hasFrameShape(window.buffer, at, window.size - window.base)) {
      return frameLen(window.buffer, at) === 0;
    }
    if ((frameFlags(window.buffer, at) & FLAG_MORE) === 0) return false;
    position += frameLen(window.buffer, at);
  }
}

function keyError(code: KeyFault, segment: Segment): LighthouseError {
  const what = code === 'LH_KEY_WRONG' ? 'another key' : 'a key that is not in the key ring';
  return new LighthouseError(code, `cannot read events under ${what}`, {
    hint: 'read with the key ring that the log was written with',
    facts: { file: segment.name },
  });
}
