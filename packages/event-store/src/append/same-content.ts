import { encodeMeta, type Meta } from '../format/meta.ts';
import { isSystemFrame, metaOf, payloadOf, type FrameView } from '../query/stored-event.ts';
import type { AppendRequest, NewEvent } from '../types.ts';

/**
 * Tells whether these frames are what the request would have written, but for versions and times.
 */
export function isSameContent(frames: readonly FrameView[], request: AppendRequest): boolean {
  return (
    frames.length === request.events.length &&
    frames.every((frame, index) => {
      const event = request.events[index];
      return (
        event !== undefined && isSameEvent(frame, event, index === 0 ? request.key : undefined)
      );
    })
  );
}

function isSameEvent(frame: FrameView, event: NewEvent, key: string | undefined): boolean {
  const meta = metaOf(frame);
  return (
    meta !== undefined &&
    isSystemFrame(frame) === (event.system === true) &&
    encodeMeta(meta) === encodeMeta(newMeta(event, { version: meta.version, key })) &&
    payloadOf(frame).equals(event.payload)
  );
}

/** Gives the meta of a new event. */
export function newMeta(
  event: NewEvent,
  given: { readonly version: number; readonly key: string | undefined },
): Meta {
  // Written out, since this is made for every event.
  return {
    type: event.type,
    stream: event.stream,
    version: given.version,
    id: event.id,
    agent: event.agent,
    credential: event.credential,
    session: event.session,
    correlation: event.correlation,
    causation: event.causation,
    key: given.key,
    nonce: event.nonce,
    subject: event.subject,
    sig: undefined,
  };
}
