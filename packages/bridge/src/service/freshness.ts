import type { RequestSignature } from '@lighthouse/contract';
import { Refusal } from '../domain/refusal.ts';
import type { Session } from '../domain/sessions.ts';
import type { Bridge, Caller } from './bridge.ts';

/**
 * Whether a request was sent before: `stale` is one that may have been, to a server that is no
 * more. The log tells the numbers of all requests that changed something, and of no others.
 */
export type Freshness = 'new' | 'repeated' | 'stale';

/** Takes the request's number from its session. */
export function takeNonce(
  { startedAtMs, rebuiltSessions }: Bridge,
  session: Session,
  { nonce, timeMs }: RequestSignature,
): Freshness {
  if (timeMs < startedAtMs && rebuiltSessions.has(session.id)) return 'stale';
  return session.nonces.take(nonce) ? 'new' : 'repeated';
}

/** Refuses a request that has no idempotency key, or none that is known, unless it is new. */
export function requireNew({ freshness }: Pick<Caller, 'freshness'>): void {
  if (freshness === 'repeated') throw new Refusal('REPLAY', 'this request was sent before');
  if (freshness === 'stale')
    throw new Refusal('TOKEN_EXPIRED', 'signed before the server was started: sign it again');
}
