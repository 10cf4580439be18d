import { createHash } from 'node:crypto';
import { newMeta } from '../append/same-content.ts';
import { encodeMeta, type Meta } from '../format/meta.ts';
import { isSystemFrame, payloadOf, requiredMetaOf, type FrameView } from '../query/stored-event.ts';
import type { AppendRequest } from '../types.ts';

/** What an append says, apart from versions and times: SHA-256, hex. */
export function digestOfFrames(frames: readonly FrameView[]): string {
  return digestOf(
    frames.map((frame) => {
      const meta = requiredMetaOf(frame);
      return { meta, isSystem: isSystemFrame(frame), payload: payloadOf(frame) };
    }),
  );
}

/** The same of an append that would write them. */
export function digestOfRequest({ events, key }: AppendRequest): string {
  return digestOf(
    events.map((event, index) => {
      const meta = newMeta(event, { version: 1, key: index === 0 ? key : undefined });
      return { meta, isSystem: event.system === true, payload: event.payload };
    }),
  );
}

interface Part {
  readonly meta: Meta;
  readonly isSystem: boolean;
  readonly payload: Uint8Array;
}

function digestOf(parts: readonly Part[]): string {
  const hash = createHash('sha256');
  for (const { meta, isSystem, payload } of parts) {
    const text = encodeMeta({ ...meta, version: 1 });
    hash.update(`${isSystem ? '$' : ''}${Buffer.byteLength(text)} ${payload.length}\n${text}`);
    hash.update(payload);
  }
  return hash.digest('hex');
}
