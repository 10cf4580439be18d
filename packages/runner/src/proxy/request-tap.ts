/** A request longer than this is not kept to be sent again. */
const REQUEST_BYTES_MAX = 2 << 20;
const HEAD_END = Buffer.from('\r\n\r\n');
const LENGTH = /\r\ncontent-length: *(\d+) *\r\n/i;
const CHUNKED = /\r\ntransfer-encoding:/i;

/** One whole request of HTTP/1.1, as it went over the wire. */
export interface WholeRequest {
  readonly bytes: Buffer;
  /** It can be sent twice without doing anything twice: it carries an idempotency key. */
  readonly hasKey: boolean;
}

/**
 * Cuts what flows to a target into requests. Gives up on a connection that it doesn't understand;
 * the data itself is not touched.
 */
export class RequestTap {
  readonly #onRequest: (request: WholeRequest) => void;
  #bytes: Buffer = Buffer.alloc(0);
  #isLost = false;

  constructor(onRequest: (request: WholeRequest) => void) {
    this.#onRequest = onRequest;
  }

  push(data: Buffer): void {
    if (this.#isLost) return;
    this.#bytes = this.#bytes.length === 0 ? data : Buffer.concat([this.#bytes, data]);
    for (let end = this.#endOfFirst(); end !== undefined; end = this.#endOfFirst()) {
      const bytes = this.#bytes.subarray(0, end);
      this.#bytes = this.#bytes.subarray(end);
      const head = bytes.subarray(0, bytes.indexOf(HEAD_END) + 2).toString('latin1');
      this.#onRequest({ bytes, hasKey: /\r\nidempotency-key:/i.test(head) });
    }
    if (this.#bytes.length > REQUEST_BYTES_MAX) this.#isLost = true;
    if (this.#isLost) this.#bytes = Buffer.alloc(0);
  }

  /** Where the first request ends; undefined while it is not whole. */
  #endOfFirst(): number | undefined {
    const headEnd = this.#bytes.indexOf(HEAD_END);
    if (headEnd < 0) return undefined;
    const head = this.#bytes.subarray(0, headEnd + 2).toString('latin1');
    if (CHUNKED.test(head) || !/^[A-Z]+ \S+ HTTP\/1\.1\r\n/.test(head)) {
      this.#isLost = true;
      return undefined;
    }
    const end = headEnd + HEAD_END.length + Number(LENGTH.exec(head)?.[1] ?? 0);
    return end <= this.#bytes.length ? end : undefined;
  }
}
