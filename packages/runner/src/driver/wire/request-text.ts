/** A request as it goes over a connection. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** Names and values in turn, in Latin-1; none that says where the request ends. */
  readonly headers: readonly string[];
  /** Left out, or empty, when there is none. */
  readonly body?: string;
}

/** What is the same for all requests of a connection. */
export interface RequestFrame {
  /** Of the URL, with its port where that is not the usual one. */
  readonly host: string;
  /** False when each request has a connection of its own. */
  readonly isKept: boolean;
}

/** Methods whose requests have a body, if an empty one. */
const WITH_BODY: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
const HOST = 'host';

/** Bytes of a request: text where one character is one byte, which is written the fastest. */
export function requestText(request: WireRequest, frame: RequestFrame): string | Buffer {
  const { method, headers, body = '' } = request;
  let host = frame.host;
  let lines = '';
  for (let at = 0; at < headers.length; at += 2) {
    const name = headers[at] ?? '';
    const value = headers[at + 1] ?? '';
    if (name.length === HOST.length && name.toLowerCase() === HOST) host = value;
    else lines += `${name}: ${value}\r\n`;
  }
  const connection = frame.isKept ? 'keep-alive' : 'close';
  const bytes = body === '' ? 0 : Buffer.byteLength(body);
  const length = bytes > 0 || WITH_BODY.has(method) ? `content-length: ${bytes}\r\n` : '';
  const head = `${method} ${request.path} HTTP/1.1\r\nhost: ${host}\r\nconnection: ${connection}\r\n${lines}${length}\r\n`;
  if (bytes === body.length) return head + body;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}
