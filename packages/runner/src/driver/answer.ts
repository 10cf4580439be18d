import type { Outcome } from '../history/record.ts';
import type { Exchange } from './exchange.ts';

/** What became of one request. `told` is there when it was acknowledged, and only then. */
export interface Answer<Told> {
  readonly outcome: Outcome;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Problem code, HTTP status or kind of broken connection; empty when it is ok. */
  readonly error: string;
  /** When it was sent, or, if it never was, when that was given up on being possible. */
  readonly sentUs: number;
  readonly endedUs: number;
  /** False when the connection broke: then there is no time that the target needed. */
  readonly isTimed: boolean;
  readonly told: Told | undefined;
}

/**
 * Kinds of ending that are ours and took the target's whole time: their time counts, as a lower
 * bound.
 */
export const TIMEOUT = 'TIMEOUT';
const PROBLEM_CODE = /^[A-Z][A-Z0-9_]{0,63}$/;

/**
 * Decides what an exchange means. 2xx: it happened. 4xx: it definitely did not. 5xx and everything
 * without an answer: not known, for the target may have done the work and lost the answer. What
 * never reached a socket did not happen.
 */
export function readAnswer<Told>(
  exchange: Exchange,
  read: (body: unknown) => Told | undefined,
): Answer<Told> {
  const { status, failure, endedUs } = exchange;
  const sentUs = exchange.sentUs ?? exchange.handedOverUs;
  if (failure !== '') {
    const outcome = exchange.sentUs === undefined ? 'fail' : 'info';
    const isTimed = failure === TIMEOUT;
    return { outcome, status, error: failure, sentUs, endedUs, isTimed, told: undefined };
  }
  const body = parseJson(exchange.text());
  const at = { status, sentUs, endedUs, isTimed: true };
  if (status < 200 || status > 299) {
    const outcome = status >= 400 && status < 500 ? 'fail' : 'info';
    return { ...at, outcome, error: problemCode(body) ?? `HTTP_${status}`, told: undefined };
  }
  const told = read(body);
  // Acknowledged, but with what? It may have happened, and there is no receipt to prove it.
  if (told === undefined) return { ...at, outcome: 'info', error: 'MALFORMED_ANSWER', told };
  return { ...at, outcome: 'ok', error: '', told };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 9457: the answer's own name for what is wrong. */
function problemCode(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('code' in body)) return undefined;
  return typeof body.code === 'string' && PROBLEM_CODE.test(body.code) ? body.code : undefined;
}
