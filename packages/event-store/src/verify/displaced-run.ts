/**
 * Events that were put into a place further in front, where they are authentic because the one
 * before them came along.
 */
import { frameSeq } from '../format/frame.ts';
import type { SegmentScanner, WholeFrame } from '../scan.ts';

/** Frames that are looked at before a run is taken to be where it belongs. */
const RUN_FRAMES_MAX = 10_000;

/**
 * Tells whether the authentic frames in a row that `ahead` begins at, all of them above the
 * expected sequence number, were put there from behind: what follows them in the segment goes on
 * below them. `isNext` tells whether a whole frame is the one that ought to stand here. Uses up
 * `ahead`.
 */
export function isDisplacedRun(
  ahead: SegmentScanner,
  expected: number,
  isNext: (frame: WholeFrame) => boolean,
): boolean {
  let first: number | undefined;
  let next = 0;
  for (let count = 0; count < RUN_FRAMES_MAX; count++) {
    const step = ahead.next();
    if (step === 'end') return false;
    if (step === 'damage') {
      const [whole] = ahead.damage.whole;
      if (whole !== undefined && isNext(whole)) return true;
      continue;
    }
    const seq = frameSeq(ahead.buffer, ahead.at);
    if (first !== undefined && seq !== next) return seq >= expected && seq < first;
    first ??= seq;
    next = seq + 1;
  }
  return false;
}
