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
  /** How long it waited for a connection before it was sent; undefined if it never was. */
  readonly waitedUs?: number | undefined;
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
  const { status, failure } = exchange;
  if (failure !== '') return broken(exchange);
  const body = parseJson(exchange.text());
  if (status < 200 || status > 299) {
    const outcome = status >= 400 && status < 500 ? 'fail' : 'info';
    return answered(exchange, outcome, problemCode(body) ?? `HTTP_${status}`);
  }
  const told = read(body);
  // Acknowledged, but with what? It may have happened, and there is no receipt to prove it.
  if (told === undefined) return answered(exchange, 'info', 'MALFORMED_ANSWER');
  return acknowledged(exchange, told);
}

// These make an object for every operation of a run. Spreading one into another costs more than
// all else that is done here.

function acknowledged<Told>(exchange: Exchange, told: Told): Answer<Told> {
  return {
    outcome: 'ok',
    status: exchange.status,
    error: '',
    sentUs: sentUsOf(exchange),
    endedUs: exchange.endedUs,
    waitedUs: waitedUsOf(exchange),
    isTimed: true,
    told,
  };
}

export function answered(exchange: Exchange, outcome: Outcome, error: string): Answer<never> {
  return {
    outcome,
    status: exchange.status,
    error,
    sentUs: sentUsOf(exchange),
    endedUs: exchange.endedUs,
    waitedUs: waitedUsOf(exchange),
    isTimed: true,
    told: undefined,
  };
}

export function broken(exchange: Exchange): Answer<never> {
  return {
    outcome: exchange.sentUs === undefined ? 'fail' : 'info',
    status: 0,
    error: exchange.failure,
    sentUs: sentUsOf(exchange),
    endedUs: exchange.endedUs,
    waitedUs: waitedUsOf(exchange),
    isTimed: exchange.failure === TIMEOUT,
    told: undefined,
  };
}

function sentUsOf(exchange: Exchange): number {
  return exchange.sentUs ?? exchange.handedOverUs;
}

function waitedUsOf({ sentUs, handedOverUs }: Exchange): number | undefined {
  return sentUs === undefined ? undefined : sentUs - handedOverUs;
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** RFC 9457: the answer's own name for what is wrong. */
export function problemCode(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null || !('code' in body)) return undefined;
  return typeof body.code === 'string' && PROBLEM_CODE.test(body.code) ? body.code : undefined;
}
