export interface RequestText {
  readonly method: string;
  readonly path: string;
  readonly authorization: string;
  readonly key: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/**
 * Writes a request as it goes over the wire. Nothing is checked: what is sent may be wrong in any
 * way. Empty values leave their header out; `headers` take the place of those of the same name.
 */
export function requestBytes(host: string, request: RequestText): Buffer {
  const { method, path, authorization, key, body, headers = {} } = request;
  const bytes = Buffer.from(body);
  const usual = {
    host,
    connection: 'close',
    authorization,
    'idempotency-key': key,
    ...(bytes.length === 0
      ? {}
      : { 'content-type': 'application/json', 'content-length': String(bytes.length) }),
    ...headers,
  };
  const lines = Object.entries(usual)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}\r\n`);
  const head = `${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`;
  return Buffer.concat([Buffer.from(head), bytes]);
}
