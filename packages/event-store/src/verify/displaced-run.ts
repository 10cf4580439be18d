import { frameSeq, hasFrameMacBehind } from '../format/frame.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { SegmentScanner, WholeFrame } from '../scan.ts';
import type { SegmentWindow } from '../segment-window.ts';

/** Frames that are looked at before a run is taken to be where it belongs. */
const RUN_FRAMES_MAX = 10_000;

export interface RunPlace {
  /** The sequence number that ought to stand where the run begins; below those of the run. */
  readonly expected: number;
  /** The last sequence number of the segment, if the next one says it. */
  readonly last: number | undefined;
  /** Tells whether a whole frame is the one that ought to stand where the run begins. */
  readonly isNext: (frame: WholeFrame) => boolean;
}

/**
 * Tells whether the authentic frames in a row that `ahead` begins at were put there from behind:
 * they are followed by frames that go on below them, in sequence, of which there is one more than
 * there are of them; one is enough if the run has the last frame of the segment. The first of those
 * that follow may be whole only. Uses up `ahead`.
 */
export function isDisplacedRun(ahead: SegmentScanner, place: RunPlace): boolean {
  const run = countRun(ahead);
  if (run === undefined) return false;
  const needed = run.first + run.count - 1 === place.last ? 1 : run.count + 1;
  const isWhole = run.until === 'damage';
  if (isWhole && !isAlone(ahead, place)) return false;
  let next = run.until === 'damage' ? place.expected : run.until;
  if (next < place.expected || next >= run.first) return false;
  for (let below = 1; below < needed; below++) {
    next += 1;
    if (ahead.next() !== 'frame' || frameSeq(ahead.buffer, ahead.at) !== next) return false;
  }
  return true;
}

/** Tells whether damage is nothing but the frame that ought to stand where the run begins. */
function isAlone({ damage: { whole, end } }: SegmentScanner, { isNext }: RunPlace): boolean {
  const [only, ...others] = whole;
  return only?.end === end && others.length === 0 && isNext(only);
}

/** Counts the frames in sequence, and says what comes until: damage, or another number. */
function countRun(
  ahead: SegmentScanner,
): { first: number; count: number; until: 'damage' | number } | undefined {
  if (ahead.next() !== 'frame') return undefined;
  const first = frameSeq(ahead.buffer, ahead.at);
  for (let count = 1; count < RUN_FRAMES_MAX; count++) {
    const step = ahead.next();
    if (step === 'end') return undefined;
    if (step === 'damage') return { first, count, until: 'damage' };
    const seq = frameSeq(ahead.buffer, ahead.at);
    if (seq !== first + count) return { first, count, until: seq };
  }
  return undefined;
}

/**
 * Makes the question whether a frame is the one with this sequence number, authentic behind this
 * trailer wherever it stands.
 */
export function isNextBehind(
  window: SegmentWindow,
  next: { readonly seq: number; readonly front: string; readonly keys: KeysOfLog },
): (frame: WholeFrame) => boolean {
  const { seq, front, keys } = next;
  return ({ start, end, fields }) => {
    const mac = keys.get(fields.kid)?.frameMac;
    if (mac === undefined || fields.seq !== seq || !window.load(start, end - start)) return false;
    return hasFrameMacBehind({ bytes: window.buffer, offset: start - window.base, front }, mac);
  };
}
