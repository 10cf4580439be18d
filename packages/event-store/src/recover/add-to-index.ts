import { frameSeq } from '../format/frame.ts';
import type { Meta } from '../format/meta.ts';
import type { LogIndex } from '../index/log-index.ts';
import type { FrameView } from '../query/stored-event.ts';

/** Gives a function that puts scanned frames into the index. */
export function addToIndex(index: LogIndex): (frame: FrameView, meta: Meta) => void {
  return (frame, meta) => {
    const { type, stream, version, agent, correlation, id, key } = meta;
    const seq = frameSeq(frame.bytes, frame.offset);
    const named = { type, stream, version, agent, correlation, id, key };
    index.addFrame({ ...named, seq, offset: frame.offset });
  };
}
