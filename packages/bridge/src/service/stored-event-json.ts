import { isUtf8 } from 'node:buffer';
import type { StoredEventJson } from '@lighthouse/contract/api';
import type { StoredEvent } from '@lighthouse/event-store';

/** Shows a stored event as the API does: its payload as text where it is text. */
export function storedEventToJson(event: StoredEvent): StoredEventJson {
  const { seq, type, stream, version, agent, correlation, key, mac } = event;
  const encoding = isUtf8(event.payload) ? 'utf8' : 'base64';
  return {
    seq,
    time: timeOf(event),
    type,
    stream,
    version,
    ...(agent === undefined ? {} : { agent }),
    ...(correlation === undefined ? {} : { correlation }),
    ...(key === undefined ? {} : { key }),
    content: Buffer.from(event.payload).toString(encoding),
    encoding,
    mac,
  };
}

/** Writes when it was stored as RFC 3339, microseconds as six digits. */
export function timeOf({ tsUs }: StoredEvent): string {
  const text = new Date(Math.floor(tsUs / 1000)).toISOString();
  return `${text.slice(0, -1)}${String(tsUs % 1000).padStart(3, '0')}Z`;
}
