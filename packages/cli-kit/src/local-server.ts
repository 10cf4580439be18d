import { createServer } from 'node:http';
import type { IncomingMessage, OutgoingHttpHeaders, Server, ServerResponse } from 'node:http';
import { isIP } from 'node:net';
import { LighthouseError } from '@lighthouse/contract/errors';
import { usageError } from './flag-value.ts';

/** Where a tool lets others look. Port 0 is any that is free. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

export interface LocalServerOptions {
  readonly address: ListenAddress;
  /** What named the address, for messages: `--listen`. */
  readonly flag: string;
  /** Of every answer, beside those that every answer has. */
  readonly headers: OutgoingHttpHeaders;
  /** Answers what was asked for by GET or HEAD; a rejection breaks the connection off. */
  readonly answer: (path: string, reply: Reply) => Promise<void> | void;
}

export interface Reply {
  /** Sends a whole answer. */
  readonly send: (status: number, type: string, body: string) => void;
  /** For an answer that goes on. */
  readonly response: ServerResponse;
}

export interface LocalServer {
  /** Ends with a slash. */
  readonly url: string;
  /** Breaks off whatever is still under way. */
  readonly close: () => Promise<void>;
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', 'localhost']);
const HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;
const REQUEST_MS_MAX = 10_000;
const CONNECTIONS_MAX = 64;

/**
 * Takes `9477`, `127.0.0.1:9477` or `[::1]:9477` apart. Throws LH_USAGE, for an address that others
 * can reach too unless that is allowed.
 */
export function listenAddressOf(
  text: string,
  flag: string,
  { mayBeReached = false } = {},
): ListenAddress {
  const v6 = /^\[([0-9a-f:]+)\]:/i.exec(text)?.[1];
  const { host = '127.0.0.1', port: digits = '' } =
    /^(?:(?<host>[^:[\]]+):)?(?<port>\d{1,5})$/.exec(text.replace(/^\[[0-9a-f:]+\]:/i, ''))
      ?.groups ?? {};
  const address = v6 ?? host;
  const port = Number(digits);
  if (digits === '' || port > 65_535)
    throw usageError(
      `${flag} is not an address to listen on`,
      'write a port, or an address and a port: 9477, 127.0.0.1:9477',
    );
  if (LOOPBACK.has(address) || (mayBeReached && isIP(address) !== 0))
    return { host: address, port };
  throw usageError(
    `${flag} names an address that others can reach`,
    'it has no login: listen on 127.0.0.1 and put a proxy with one in front of it',
  );
}

/** Serves something to be read only, to this machine. Rejects with LH_PORT_BUSY or LH_IO. */
export async function startLocalServer(options: LocalServerOptions): Promise<LocalServer> {
  const { host, port } = options.address;
  const server = createServer((request, response) => {
    answer(options, request, response).catch(() => response.destroy());
  });
  server.requestTimeout = REQUEST_MS_MAX;
  server.maxConnections = CONNECTIONS_MAX;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(cannotListen(error, options)));
    server.listen(port, host, resolve);
  });
  const name = host.includes(':') ? `[${host}]` : host;
  return { url: `http://${name}:${portOf(server)}/`, close: () => close(server) };
}

async function answer(
  { address, headers: own, answer: tell }: LocalServerOptions,
  { method, url = '/', headers }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Whoever reads has gone: nothing is left to be said.
  response.on('error', () => {});
  const send = (status: number, type: string, body: string): void => {
    response.writeHead(status, { ...HEADERS, ...own, 'content-type': type });
    response.end(method === 'HEAD' ? undefined : body);
  };
  // Another name may be a page elsewhere that was made to point here.
  const name = (headers.host ?? '').replace(/:\d+$/, '').replaceAll(/[[\]]/g, '');
  if (LOOPBACK.has(address.host) && !LOOPBACK.has(name))
    return send(421, 'text/plain', 'not served under this name\n');
  if (method !== 'GET' && method !== 'HEAD') return send(405, 'text/plain', 'read only\n');
  await tell(url.split('?')[0] ?? '/', { send, response });
}

async function close(server: Server): Promise<void> {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function portOf(server: Server): number {
  const address = server.address();
  return address === null || typeof address === 'string' ? 0 : address.port;
}

function cannotListen(
  error: NodeJS.ErrnoException,
  { address, flag }: LocalServerOptions,
): LighthouseError {
  const errno = error.code ?? 'unknown';
  const code = errno === 'EADDRINUSE' ? 'LH_PORT_BUSY' : 'LH_IO';
  return new LighthouseError(code, 'cannot listen there', {
    hint: `name another port with ${flag}`,
    facts: { ...address, errno },
    cause: error,
  });
}
