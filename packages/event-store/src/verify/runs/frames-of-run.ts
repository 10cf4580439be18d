import { frameLen } from '../../format/frame.ts';
import { FRAME_FIELDS_BYTES } from '../../format/limits.ts';
import type { SegmentWindow } from '../../segment-window.ts';
import type { FrameCursor } from '../frame-report.ts';
import type { CleanRun } from './clean-run.ts';

/** Shows the frames of a run, in order; each is valid until the next is asked for. */
export function* framesOfRun(
  window: SegmentWindow,
  { start, end: endOfRun }: Pick<CleanRun, 'start' | 'end'>,
): Generator<FrameCursor> {
  for (let position = start; position < endOfRun;) {
    if (!window.load(position, FRAME_FIELDS_BYTES)) return;
    const end = position + frameLen(window.buffer, position - window.base);
    if (!window.load(position, end - position)) return;
    yield { buffer: window.buffer, at: position - window.base, position, end };
    position = end;
  }
}
