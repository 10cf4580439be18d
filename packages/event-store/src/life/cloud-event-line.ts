/**
 * CloudEvents 1.0 in JSON format as others write them, to be appended to a log: `type` is the
 * event's, `subject` its stream, `source#id`, which is one of a kind, its id. Attributes that the
 * log has no place for are left out; so is `time`, since a log has times of its own.
 */
import type { Members } from './event-line.ts';

/** What we write ourselves carries more than this: see event-line.ts. */
const OWN_SOURCE = /^lighthouse\//;
const OWN_ATTRIBUTE = /^lh/;
const JSON_TYPE = /^[^;]*[/+]json\s*(?:;|$)/i;

export function isOfOthers({ source }: Members): boolean {
  return typeof source === 'string' && !OWN_SOURCE.test(source);
}

/**
 * Gives what the event says of itself, and its payload; or why it can't be read. What has
 * attributes of ours was ours, and would lose who wrote it.
 */
export function readCloudEvent(
  event: Members,
): { readonly members: Members; readonly payload: Uint8Array } | string {
  const { id, source, type, subject: stream } = event;
  const own = Object.keys(event).find((name) => OWN_ATTRIBUTE.test(name));
  if (own !== undefined) return `it has ${own}, as an export of ours, but another source`;
  if (typeof id !== 'string' || id === '') return 'it has no id';
  if (stream === undefined) return 'it has no subject, which would be its stream';
  const payload = payloadOf(event);
  if (typeof payload === 'string') return payload;
  return { members: { type, stream, id: `${String(source)}#${id}` }, payload };
}

/**
 * `data_base64` is the bytes themselves. `data` is a JSON value, which is written again, unless its
 * type says that it is text.
 */
function payloadOf(event: Members): Uint8Array | string {
  const { data, data_base64: base64, datacontenttype: type } = event;
  if (base64 !== undefined) {
    const bytes = typeof base64 === 'string' ? Buffer.from(base64, 'base64') : undefined;
    const isSame = bytes?.toString('base64') === base64;
    return bytes !== undefined && isSame ? new Uint8Array(bytes) : 'its data_base64 is malformed';
  }
  if (data === undefined) return new Uint8Array();
  const isText = typeof data === 'string' && typeof type === 'string' && !JSON_TYPE.test(type);
  if (isText) return new TextEncoder().encode(data);
  try {
    return new TextEncoder().encode(JSON.stringify(data));
  } catch {
    return 'its data is nested too deeply';
  }
}
