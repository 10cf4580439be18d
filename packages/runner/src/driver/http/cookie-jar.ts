import { isIP } from 'node:net';
import { cookieDateMs } from './cookie-date.ts';

/** Cookies that one agent keeps, and characters of the name and the value of each. */
export const COOKIE_LIMITS = { cookiesMax: 50, lengthMax: 4096 } as const;

/** The server that cookies come from and go to. */
export interface CookieServer {
  /** Without its port. */
  readonly host: string;
  readonly isSecure: boolean;
}

interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly isSecure: boolean;
  /** Milliseconds since 1970; Infinity when it lasts as long as the session. */
  readonly expiresMs: number;
}

/**
 * Cookies of one agent, as a browser keeps them for one server (RFC 6265): paths, expiry, `Secure`
 * and `Domain` count. As there is one server, a cookie for a domain that holds it goes back to it
 * and nowhere else; there is no list of public suffixes. `HttpOnly` and `SameSite` are about
 * scripts and other sites, of which there are none.
 */
export class CookieJar {
  readonly #server: CookieServer;
  /** In the order in which they were first set. */
  #cookies: Cookie[] = [];

  constructor(server: CookieServer) {
    this.#server = server;
  }

  /** Takes the value of a Set-Cookie header of an answer to a request for `path`. */
  take(text: string, path: string, nowMs: number): void {
    const cookie = parseSetCookie(text, path, nowMs);
    if (cookie === undefined || !isFor(cookie.domain, this.#server.host)) return;
    const { name } = cookie;
    const at = this.#cookies.findIndex((each) => each.name === name && each.path === cookie.path);
    const isOver = cookie.expiresMs <= nowMs;
    if (at >= 0 && !isOver) this.#cookies[at] = cookie;
    else if (at >= 0) this.#cookies.splice(at, 1);
    else if (!isOver) this.#add(cookie, nowMs);
  }

  /** The Cookie header of a request for `path`; empty when it has none. */
  headerFor(path: string, nowMs: number): string {
    const asked = withoutQuery(path);
    const { isSecure } = this.#server;
    const fitting = this.#cookies.filter(
      (cookie) =>
        cookie.expiresMs > nowMs && (isSecure || !cookie.isSecure) && isWithin(asked, cookie.path),
    );
    // The more exact a path the earlier; among equals, as they were set: sorting keeps that.
    if (fitting.length > 1) fitting.sort((one, other) => other.path.length - one.path.length);
    return fitting.map(({ name, value }) => `${name}=${value}`).join('; ');
  }

  #add(cookie: Cookie, nowMs: number): void {
    if (this.#cookies.length >= COOKIE_LIMITS.cookiesMax)
      this.#cookies = this.#cookies.filter(({ expiresMs }) => expiresMs > nowMs);
    if (this.#cookies.length >= COOKIE_LIMITS.cookiesMax) this.#cookies.shift();
    this.#cookies.push(cookie);
  }
}

/** Undefined for what user agents ignore: without a name, or too long. */
function parseSetCookie(
  text: string,
  requestPath: string,
  nowMs: number,
): (Cookie & { readonly domain: string }) | undefined {
  const [pair = '', ...attributes] = text.split(';');
  const [name, value] = split(pair);
  if (name === '' || !pair.includes('=')) return undefined;
  if (name.length + value.length > COOKIE_LIMITS.lengthMax) return undefined;
  // Of those that are there twice the last one counts.
  const said = new Map<string, string>();
  for (const attribute of attributes) {
    const [key, of] = split(attribute);
    said.set(key.toLowerCase(), of);
  }
  const path = said.get('path') ?? '';
  return {
    name,
    value,
    path: path.startsWith('/') ? path : folderOf(withoutQuery(requestPath)),
    isSecure: said.has('secure'),
    expiresMs: expiryMs(said, nowMs),
    domain: (said.get('domain') ?? '').replace(/^\./, '').toLowerCase(),
  };
}

function split(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  if (equals < 0) return [pair.trim(), ''];
  return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()];
}

function expiryMs(said: ReadonlyMap<string, string>, nowMs: number): number {
  const maxAge = said.get('max-age') ?? '';
  if (/^-?\d+$/.test(maxAge)) {
    const seconds = Number(maxAge);
    return seconds <= 0 ? -Infinity : nowMs + seconds * 1000;
  }
  return cookieDateMs(said.get('expires') ?? '') ?? Infinity;
}

/** RFC 6265, section 5.1.3. */
function isFor(domain: string, host: string): boolean {
  if (domain === '' || domain === host) return true;
  return isIP(host) === 0 && host.endsWith(`.${domain}`);
}

/** RFC 6265, section 5.1.4. */
function isWithin(asked: string, path: string): boolean {
  if (!asked.startsWith(path)) return false;
  return asked.length === path.length || path.endsWith('/') || asked[path.length] === '/';
}

/** Where a cookie without a path belongs. */
function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

function withoutQuery(path: string): string {
  const query = path.indexOf('?');
  return query < 0 ? path : path.slice(0, query);
}
