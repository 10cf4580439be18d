import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LighthouseError } from '@lighthouse/contract';
import type { WatchAnswer } from '@lighthouse/contract/watch-answer';
import { errnoOf } from '../store/errno.ts';

export interface StatusServerOptions {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  readonly status: () => WatchAnswer;
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  /** The page, one HTML file that holds all it needs. */
  readonly page: string;
}

const HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;
const NAMES: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);
const REQUEST_MS_MAX = 10_000;

export interface StatusServer {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves how things stand, to be read only. Rejects with LH_PORT_BUSY or LH_IO. */
export async function startStatusServer(options: StatusServerOptions): Promise<StatusServer> {
  const { host, port } = options;
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => response.destroy());
  });
  server.requestTimeout = REQUEST_MS_MAX;
  server.maxConnections = 64;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => reject(cannotListen(error, options)));
    server.listen(port, host, resolve);
  });
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${name}:${portOf(server)}/`, close: async () => close(server) };
}

async function answer(
  { status, metrics, page }: StatusServerOptions,
  { method, url = '/', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const send = (code: number, type: string, body: string): void => {
    response.writeHead(code, { ...HEADERS, 'content-type': type });
    response.end(method === 'HEAD' ? undefined : body);
  };
  // Another name may be a page elsewhere that was made to point here.
  const name = (headers.host ?? '').replace(/:\d+$/, '');
  if (!NAMES.has(name)) return send(421, 'text/plain', 'not served under this name\n');
  if (method !== 'GET' && method !== 'HEAD') return send(405, 'text/plain', 'read only\n');
  switch (url.split('?')[0]) {
    case '/':
      return send(200, 'text/html; charset=utf-8', page);
    case '/status.json':
      return send(200, 'application/json', `${JSON.stringify(status())}\n`);
    case '/metrics': {
      const { contentType, text } = await metrics();
      return send(200, contentType, text);
    }
    case '/healthz': {
      const { verdict } = status();
      return send(verdict === 'intact' ? 200 : 503, 'text/plain', `${verdict}\n`);
    }
    default:
      return send(404, 'text/plain', 'there is nothing here\n');
  }
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address() as AddressInfo | null;
  return address?.port ?? 0;
}

function cannotListen(error: unknown, { host, port }: StatusServerOptions): LighthouseError {
  const errno = errnoOf(error) ?? 'unknown';
  const code = errno === 'EADDRINUSE' ? 'LH_PORT_BUSY' : 'LH_IO';
  return new LighthouseError(code, 'cannot listen for the status page', {
    hint: 'name another port with --listen',
    facts: { host, port, errno },
    cause: error,
  });
}
