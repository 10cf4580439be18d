import { headersOf } from '../wire/answer-head.ts';
import type { WireRequest } from '../wire/request-text.ts';
import { CookieJar, type CookieServer } from './cookie-jar.ts';

const SETS_COOKIE = /\r\nset-cookie:/i;

/** The cookies of one agent: nothing as long as no answer has set one. */
export class AgentCookies {
  readonly #server: CookieServer;
  readonly #wallNowMs: () => number;
  #jar: CookieJar | undefined;

  constructor(server: CookieServer, wallNowMs: () => number) {
    this.#server = server;
    this.#wallNowMs = wallNowMs;
  }

  /** Gives the request with the cookies that belong to it. */
  on(request: WireRequest): WireRequest {
    const cookies = this.#jar?.headerFor(request.path, this.#wallNowMs()) ?? '';
    if (cookies === '') return request;
    // The headers may be those of many requests.
    return { ...request, headers: [...request.headers, 'cookie', cookies] };
  }

  /** Keeps what the head of an answer sets. */
  takeFrom(head: string, path: string): void {
    if (!SETS_COOKIE.test(head)) return;
    this.#jar ??= new CookieJar(this.#server);
    for (const text of [headersOf(head)['set-cookie'] ?? []].flat())
      this.#jar.take(text, path, this.#wallNowMs());
  }

  forget(): void {
    this.#jar = undefined;
  }
}
