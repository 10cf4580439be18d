/** The first answer on a connection, as far as it has come. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Of an event stream only what came with its head. */
  readonly text: string;
}

const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})/;

/**
 * Reads the first answer of HTTP/1.1 on a connection. Undefined while it is not whole; `isEnded`
 * tells that nothing more will come.
 */
export function readRawAnswer(bytes: Buffer, isEnded: boolean): RawAnswer | undefined {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return undefined;
  const [first = '', ...lines] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const status = Number(STATUS_LINE.exec(first)?.[1] ?? 0);
  const rest = bytes.subarray(headEnd + 4);
  if (status >= 100 && status < 200) return readRawAnswer(rest, isEnded);
  const headers = new Map(lines.map(headerOf));
  const body = bodyOf(rest, headers, isEnded);
  return body === undefined ? undefined : { status, headers, text: body.toString() };
}

function headerOf(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

function bodyOf(
  rest: Buffer,
  headers: ReadonlyMap<string, string>,
  isEnded: boolean,
): Buffer | undefined {
  if (headers.get('content-type')?.startsWith('text/event-stream') === true) return rest;
  if (headers.get('transfer-encoding')?.includes('chunked') === true)
    return dechunk(rest) ?? (isEnded ? Buffer.alloc(0) : undefined);
  const length = headers.get('content-length');
  if (length === undefined) return isEnded ? rest : undefined;
  return rest.length >= Number(length) || isEnded ? rest.subarray(0, Number(length)) : undefined;
}

/** Undefined while the last chunk has not come. */
function dechunk(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const length = Number.parseInt(bytes.toString('latin1', at, lineEnd), 16);
    if (length === 0) return Buffer.concat(chunks);
    const end = lineEnd + 2 + length;
    if (!(length > 0) || end + 2 > bytes.length) return undefined;
    chunks.push(bytes.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}
