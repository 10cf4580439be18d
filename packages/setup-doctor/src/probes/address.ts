import { isIP } from 'node:net';
import type { Endpoint } from './tcp.ts';

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'nats:': 4222,
  'tls:': 4222,
  'postgres:': 5432,
  'postgresql:': 5432,
};

/** Reads where a URL leads. Undefined when it is none, or of a kind that is not known here. */
export function endpointOf(url: string): Endpoint | undefined {
  if (!URL.canParse(url)) return undefined;
  const { protocol, hostname, port } = new URL(url);
  const number = port === '' ? DEFAULT_PORTS[protocol] : Number(port);
  if (number === undefined || hostname === '') return undefined;
  return { host: hostname.replaceAll(/[[\]]/g, ''), port: number };
}

/** Whether a name has to be asked for: addresses and this machine's own name have not. */
export function needsLookup(host: string): boolean {
  return isIP(host) === 0 && host !== 'localhost' && !host.endsWith('.localhost');
}

/** Gives a URL without user, password and query, for people to read. */
export function publicUrl(url: string): string {
  if (!URL.canParse(url)) return 'not a URL';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname === '/' ? '' : pathname}`;
}
