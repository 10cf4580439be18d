import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';

const BODY_BYTES_MAX = 64 * 1024;

export interface HttpReply {
  readonly status: number;
  /** The first 64 KiB. */
  readonly body: string;
}

/** Asks a server of HTTP, once and without following redirects. Rejects after `limitMs`. */
export function askHttp(url: URL, limitMs: number): Promise<HttpReply> {
  const get = url.protocol === 'https:' ? getHttps : getHttp;
  return new Promise((resolve, reject) => {
    const request = get(url, { signal: AbortSignal.timeout(limitMs), agent: false }, (response) => {
      readBody(response).then((body) => {
        resolve({ status: response.statusCode ?? 0, body });
        response.destroy();
      }, reject);
    });
    request.once('error', (error) => {
      const isLate = error.name === 'AbortError' || error.name === 'TimeoutError';
      reject(isLate ? new Error(`no answer in ${limitMs} ms`) : error);
    });
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let body = '';
  for await (const chunk of response) {
    body += String(chunk);
    if (body.length > BODY_BYTES_MAX) break;
  }
  return body.slice(0, BODY_BYTES_MAX);
}
