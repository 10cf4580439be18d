import { checkServerIdentity } from 'node:tls';
import type { Client } from 'undici';

/** How long a connection may take to come about. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Whom a server's certificate must be vouched for by. */
export interface TlsSettings {
  /** Certificates (PEM); those that Node.js knows when left out. */
  readonly ca?: string;
  /** Takes any certificate. */
  readonly isInsecure: boolean;
}

/** What undici and node:tls are told of it. */
export function tlsOptions(settings: TlsSettings | undefined): {
  readonly ca?: string;
  readonly rejectUnauthorized?: boolean;
} {
  if (settings === undefined) return {};
  const { ca, isInsecure } = settings;
  return { ...(ca === undefined ? {} : { ca }), rejectUnauthorized: !isInsecure };
}

/**
 * Makes a function that opens clients to one server, by one way or another, with one connection
 * each and no time-outs of their own: undici's are exact to half a second only. Way 0 is the direct
 * one, the others go to ports on 127.0.0.1 and are the same to the server, down to its name and its
 * certificate. Loads undici when it is called, so that `--version` need not.
 */
export async function clientOpener(
  origin: string,
  ways: { readonly ports?: readonly number[]; readonly tls?: TlsSettings | undefined } = {},
): Promise<(lane: number) => Client> {
  const { Client: UndiciClient, buildConnector } = await import('undici');
  const { hostname } = new URL(origin);
  const direct = buildConnector({ timeout: CONNECT_TIMEOUT_MS, ...tlsOptions(ways.tls) });
  const byPort = buildConnector({
    timeout: CONNECT_TIMEOUT_MS,
    ...tlsOptions(ways.tls),
    checkServerIdentity: (_host, certificate) =>
      checkServerIdentity(hostname.replaceAll(/[[\]]/g, ''), certificate),
  });
  return (lane) => {
    const port = ways.ports?.[lane - 1];
    const connect: typeof direct =
      port === undefined
        ? direct
        : (options, callback) =>
            byPort({ ...options, hostname: '127.0.0.1', port: String(port) }, callback);
    return new UndiciClient(origin, { connect, pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
  };
}
