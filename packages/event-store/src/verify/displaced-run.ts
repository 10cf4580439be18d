import { frameSeq } from '../format/frame.ts';
import type { SegmentScanner, WholeFrame } from '../scan.ts';

/** Frames that are looked at before a run is taken to be where it belongs. */
const RUN_FRAMES_MAX = 10_000;

/**
 * Tells whether the authentic frames in a row that `ahead` begins at, all of them above the
 * expected sequence number, were put there from behind: at least one more than they are follow
 * them that go on below them, in sequence. The first of those may be whole only; `isNext` tells
 * whether it is the one that ought to stand here. Uses up `ahead`.
 */
export function isDisplacedRun(
  ahead: SegmentScanner,
  expected: number,
  isNext: (frame: WholeFrame) => boolean,
): boolean {
  const run = countRow(ahead);
  if (run === undefined) return false;
  let below = 0;
  let next = expected;
  if (run.then === 'damage') {
    const { whole, end } = ahead.damage;
    const [first, ...others] = whole;
    const isAlone = first?.end === end && others.length === 0;
    if (first === undefined || !isAlone || !isNext(first)) return false;
    below = 1;
    next = expected + 1;
  } else {
    next = run.then;
    if (next < expected || next >= run.first) return false;
    below = 1;
    next += 1;
  }
  while (below <= run.count && ahead.next() === 'frame') {
    if (frameSeq(ahead.buffer, ahead.at) !== next) break;
    below += 1;
    next += 1;
  }
  return below > run.count;
}

/** Counts the frames in sequence, and says what comes then: damage, or another sequence number. */
function countRow(
  ahead: SegmentScanner,
): { first: number; count: number; then: 'damage' | number } | undefined {
  if (ahead.next() !== 'frame') return undefined;
  const first = frameSeq(ahead.buffer, ahead.at);
  for (let count = 1; count < RUN_FRAMES_MAX; count++) {
    const step = ahead.next();
    if (step === 'end') return undefined;
    if (step === 'damage') return { first, count, then: 'damage' };
    const seq = frameSeq(ahead.buffer, ahead.at);
    if (seq !== first + count) return { first, count, then: seq };
  }
  return undefined;
}
