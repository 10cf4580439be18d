import http from 'node:http';
import https from 'node:https';
import type { Settings } from '../service/settings.ts';

/** PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

const KEEP_ALIVE_MS = 75_000;
/** How far beyond its time-out a connection may live. */
const TIMEOUT_CHECK_MS = 500;
const HEAD_BYTES_MAX = 8 * 1024;

/** Makes the server that a bridge answers on: HTTP/1.1, over TLS 1.2 or later when it has a key. */
export function makeHttpServer(
  handler: http.RequestListener,
  { settings, tls }: { readonly settings: Settings; readonly tls: TlsFiles | undefined },
): http.Server {
  const options = {
    headersTimeout: settings.headersTimeoutMs,
    requestTimeout: settings.requestTimeoutMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: TIMEOUT_CHECK_MS,
    maxHeaderSize: HEAD_BYTES_MAX,
    insecureHTTPParser: false,
  };
  if (tls === undefined) return http.createServer(options, handler);
  return https.createServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, handler);
}
