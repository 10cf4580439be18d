import type { IncomingHttpHeaders } from 'node:http';

/** How long the body of an answer is: so many bytes, chunks, or all until the connection ends. */
export type BodyLength = number | 'chunked' | 'until-close';

/** What the head of an answer says, as far as it is needed to read on. */
export interface AnswerHead {
  readonly status: number;
  readonly length: BodyLength;
  /** Whether another request may follow on the same connection. */
  readonly isKept: boolean;
  /** How long the server keeps an idle connection, as far as it says so. */
  readonly keptMs: number | undefined;
}

/** Bytes of a head with its last empty line; a server that sends more has no end in mind. */
export const HEAD_BYTES_MAX = 16_384;

/** RFC 9112, without what it tells recipients to put up with: bare LF, folded lines. */
const HEAD =
  /^HTTP\/1\.[01] [1-9]\d\d(?: [\t\x20-\x7e\x80-\xff]*)?(?:\r\n[!#$%&'*+.^_`|~\w-]+:[\t\x20-\x7e\x80-\xff]*)*\r\n\r\n$/;
const DIGITS = /^\d{1,15}$/;
const KEEP_ALIVE = /(?:^|[,\s])timeout=(\d{1,6})(?:$|[,\s])/i;
const STATUS_OFFSET = 9;
const MINOR_OFFSET = 7;
const CHARS = { c: 0x63, k: 0x6b, t: 0x74, lower: 0x20 } as const;

/**
 * Reads the head of an answer, in Latin-1, up to and with its empty line. Undefined when it is
 * malformed: also when its length is said twice, for then two readers would see two bodies.
 */
export function readAnswerHead(text: string, isHeadRequest: boolean): AnswerHead | undefined {
  if (!HEAD.test(text)) return undefined;
  const status = Number(text.slice(STATUS_OFFSET, STATUS_OFFSET + 3));
  let length: string | undefined;
  let coding: string | undefined;
  let connection = '';
  let keepAlive = '';
  for (let at = text.indexOf('\r\n') + 2; at < text.length - 2;) {
    const end = text.indexOf('\r\n', at);
    const first = text.charCodeAt(at) | CHARS.lower;
    if (first === CHARS.c || first === CHARS.t || first === CHARS.k) {
      const colon = text.indexOf(':', at);
      const name = text.slice(at, colon).toLowerCase();
      const value = () => text.slice(colon + 1, end).trim();
      if (name === 'content-length') {
        if (length !== undefined) return undefined;
        length = value();
      } else if (name === 'transfer-encoding')
        coding = coding === undefined ? value() : `${coding},${value()}`;
      else if (name === 'connection') connection += `,${value()}`;
      else if (name === 'keep-alive') keepAlive = value();
    }
    at = end + 2;
  }
  const body = bodyLength(status, isHeadRequest, length, coding);
  if (body === undefined) return undefined;
  const isOld = text.charCodeAt(MINOR_OFFSET) === 0x30;
  const isKept = body !== 'until-close' && staysOpen(connection, isOld);
  const seconds = keepAlive === '' ? undefined : KEEP_ALIVE.exec(keepAlive)?.[1];
  return {
    status,
    length: body,
    isKept,
    keptMs: seconds === undefined ? undefined : Number(seconds) * 1000,
  };
}

/** RFC 9112, section 6.3. Undefined when nobody can tell where the answer ends. */
function bodyLength(
  status: number,
  isHeadRequest: boolean,
  length: string | undefined,
  coding: string | undefined,
): BodyLength | undefined {
  if (length !== undefined && (coding !== undefined || !DIGITS.test(length))) return undefined;
  if (isHeadRequest || status < 200 || status === 204 || status === 304) return 0;
  if (coding !== undefined)
    return /(?:^|,)[ \t]*chunked$/i.test(coding) ? 'chunked' : 'until-close';
  return length === undefined ? 'until-close' : Number(length);
}

function staysOpen(connection: string, isOld: boolean): boolean {
  if (connection === '') return !isOld;
  const options = connection.toLowerCase().split(/[,\s]+/);
  return isOld ? options.includes('keep-alive') : !options.includes('close');
}

/** Gives the headers of a head that `readAnswerHead` has read. */
export function headersOf(head: string): IncomingHttpHeaders {
  const headers: Record<string, string | string[]> = {};
  for (const line of head.split('\r\n').slice(1, -2)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).replaceAll(/^[\t ]+|[\t ]+$/g, '');
    const known = Object.hasOwn(headers, name) ? headers[name] : undefined;
    if (known !== undefined) headers[name] = [known, value].flat();
    else if (name === '__proto__') Object.defineProperty(headers, name, { value });
    else headers[name] = value;
  }
  return headers;
}
