import type { HttpTarget } from '@lighthouse/contract/target';
import type { CookieServer } from './cookie-jar.ts';

/**
 * Where the cookies of a target come from and go to, by the name that all requests give it, if they
 * do: others may know it by another one. Undefined when agents keep none.
 */
export function cookieServer({ http, headers, cookies }: HttpTarget): CookieServer | undefined {
  if (cookies === false) return undefined;
  const url = new URL(http);
  const [, named = url.host] =
    Object.entries(headers).find(([name]) => name.toLowerCase() === 'host') ?? [];
  const { hostname } = URL.canParse(`http://${named}`) ? new URL(`http://${named}`) : url;
  // An address of IPv6 stands in brackets in a URL.
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  return { host, isSecure: url.protocol === 'https:' };
}
