import { isUtf8 } from 'node:buffer';
import type { StoredEventJson } from '@lighthouse/contract/api';
import type { StoredEvent } from '@lighthouse/event-store';

/** Shows a stored event as the API does: its payload as text where it is text. */
export function storedEventToJson(event: StoredEvent): StoredEventJson {
  const { seq, tsUs, type, stream, version, agent, correlation, key, mac } = event;
  const encoding = isUtf8(event.payload) ? 'utf8' : 'base64';
  return {
    seq,
    time: timeText(tsUs),
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

/** Writes microseconds as RFC 3339, all six digits. */
function timeText(us: number): string {
  const text = new Date(Math.floor(us / 1000)).toISOString();
  return `${text.slice(0, -1)}${String(us % 1000).padStart(3, '0')}Z`;
}
