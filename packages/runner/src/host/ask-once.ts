import { request as requestPlain, type IncomingHttpHeaders } from 'node:http';
import { request as requestSecure } from 'node:https';

export interface AskOptions {
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
  /** Until its answer is read to the end. */
  readonly timeoutMs: number;
}

/** An answer whose body nobody looks into. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
}

/** So much of an answer is read; nobody waits for the rest. */
const ANSWER_BYTES_MAX = 1 << 20;

/**
 * Sends one request over a connection of its own. Rejects when it is not answered; then `code`
 * tells why, which is TIMEOUT after the time-out.
 */
export function askOnce(
  url: URL,
  { body = '', timeoutMs, ...options }: AskOptions,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestSecure : requestPlain;
    const request = send(url, { ...options, agent: false }, (answer) => {
      const { statusCode: status = 0, headers } = answer;
      let bytes = 0;
      const end = () => resolve({ status, headers });
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes < ANSWER_BYTES_MAX) return;
        end();
        request.destroy();
      });
      answer.on('error', reject);
      answer.on('end', end);
    });
    const late = () =>
      request.destroy(
        Object.assign(new Error(`no answer in ${timeoutMs} ms`), { code: 'TIMEOUT' }),
      );
    const timer = setTimeout(late, timeoutMs);
    request.on('error', reject);
    request.on('close', () => clearTimeout(timer));
    // A text would take the head along into its own encoding.
    request.end(Buffer.from(body));
  });
}
