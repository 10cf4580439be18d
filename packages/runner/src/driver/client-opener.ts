import type { Client } from 'undici';

/** How long a connection may take to come about. */
const CONNECT_TIMEOUT_MS = 5_000;

/**
 * Makes a function that opens clients to one server, by one way or another, with one connection
 * each and no time-outs of their own: undici's are exact to half a second only. Loads undici when
 * it is called, so that `--version` need not.
 */
export async function clientOpener(origins: readonly string[]): Promise<(lane: number) => Client> {
  const { Client: UndiciClient, buildConnector } = await import('undici');
  const connect = buildConnector({ timeout: CONNECT_TIMEOUT_MS });
  return (lane) =>
    new UndiciClient(origins[lane] ?? '', {
      connect,
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
    });
}
