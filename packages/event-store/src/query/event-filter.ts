import { frameTsUs } from '../format/frame.ts';
import type { Meta } from '../format/meta.ts';
import type { ReadOptions } from '../types.ts';
import type { FrameView } from './stored-event.ts';

/** Tells whether an event is one of those asked for. */
export type EventFilter = (frame: FrameView, meta: Meta) => boolean;

/** Makes a filter of all conditions but those on the sequence number. */
export function compileFilter(options: ReadOptions): EventFilter {
  const { stream, type, agent, correlation, fromUs = 0, untilUs = Infinity } = options;
  return (frame, meta) => {
    if (stream !== undefined && meta.stream !== stream) return false;
    if (type !== undefined && meta.type !== type) return false;
    if (agent !== undefined && meta.agent !== agent) return false;
    if (correlation !== undefined && meta.correlation !== correlation) return false;
    const tsUs = frameTsUs(frame.bytes, frame.offset);
    return tsUs >= fromUs && tsUs < untilUs;
  };
}
