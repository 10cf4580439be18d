import { parseAuthorization } from '@lighthouse/contract';
import type { RequestSignature } from '@lighthouse/contract';
import { parseSeen } from '@lighthouse/contract/seen';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../domain/refusal.ts';
import type { Agent } from '../domain/agents.ts';
import type { Bridge, Caller } from '../service/bridge.ts';
import { Authenticator, unauthenticated } from './authenticate.ts';
import type { Authenticated } from './authenticate.ts';
import { checkSeen } from '../service/check-seen.ts';
import { requireNew, takeNonce } from '../service/freshness.ts';
import { perSecond, TokenBucket } from '../domain/token-bucket.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the body is read, on routes that need a signature. */
    signature: RequestSignature | null;
    /** Set once the signature is found right. */
    agent: string | null;
  }
}

const KEY = /^[\x21-\x7e]{1,200}$/;
const NO_BODY = Buffer.alloc(0);

/** What the gate looks at, and where it notes who it is. A request of Fastify is one. */
export interface Incoming extends Pick<FastifyRequest, 'signature' | 'agent'> {
  readonly raw: { readonly method?: string | undefined; readonly url?: string | undefined };
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Opening {
  readonly agent: Agent;
  readonly nonce: number;
}

/** Lets requests in: who signed it, how many of them, whether it is new. */
export class Gate {
  readonly #bridge: Bridge;
  readonly #authenticator: Authenticator;
  /** Of registered agents. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
    this.#authenticator = new Authenticator(bridge);
  }

  /** Lets in a request that opens a session. */
  async admitOpening(request: Incoming): Promise<Opening> {
    const { authenticated, comparing } = this.#authenticate(request);
    await comparing;
    const { agent, session, signature } = authenticated;
    if (session !== undefined)
      throw new Refusal('BAD_REQUEST', 'a request that opens a session names none');
    return { agent, nonce: signature.nonce };
  }

  /**
   * Lets in a request of a session: at once, unless the log must be read for it. Whether it is
   * fresh is for the caller to heed.
   */
  admit(request: Incoming): Caller | Promise<Caller> {
    const { authenticated, comparing } = this.#authenticate(request);
    if (comparing === undefined) return this.#callerOf(authenticated);
    return comparing.then(() => this.#callerOf(authenticated));
  }

  /** Lets in a request that has no idempotency key and therefore must be new. */
  async admitOnce(request: Incoming): Promise<Caller> {
    const caller = await this.admit(request);
    requireNew(caller);
    return caller;
  }

  #callerOf({ agent, session, signature }: Authenticated): Caller {
    if (session === undefined) throw new Refusal('UNAUTHENTICATED', 'open a session first');
    const { credential, nonce } = signature;
    const origin = { agent: agent.name, credential, session: session.id, nonce };
    return { session, origin, freshness: takeNonce(this.#bridge, session, signature) };
  }

  /** `comparing` holds a receipt that the request brings against the log, where that takes time. */
  #authenticate(request: Incoming): {
    readonly authenticated: Authenticated;
    readonly comparing: Promise<void> | undefined;
  } {
    const { signature, raw, body } = request;
    if (signature === null) throw unauthenticated();
    const seen = seenOf(request);
    const authenticated = this.#authenticator.authenticate({
      signature,
      method: raw.method ?? '',
      path: raw.url ?? '',
      idempotencyKey: headerOf(request, 'idempotency-key'),
      body: body instanceof Buffer ? body : NO_BODY,
      seen,
    });
    const { name } = authenticated.agent;
    request.agent = name;
    this.limit(name);
    const comparing = seen === undefined ? undefined : this.#checkSeen(name, seen);
    return { authenticated, comparing };
  }

  #checkSeen(agent: string, header: string): Promise<void> | undefined {
    const seen = parseSeen(header);
    if (seen === undefined)
      throw new Refusal('BAD_REQUEST', 'Lighthouse-Seen is not the receipt of a request');
    return checkSeen(this.#bridge, agent, seen);
  }

  /** Counts a request, once it is known whose it is: nobody can use up another's share. */
  limit(agent: string): void {
    const nowMs = this.#bridge.nowMs();
    let bucket = this.#buckets.get(agent);
    if (bucket === undefined) {
      bucket = new TokenBucket(perSecond(this.#bridge.settings.requestsPerSecondPerAgent), nowMs);
      this.#buckets.set(agent, bucket);
    }
    const waitSeconds = bucket.take(nowMs);
    if (waitSeconds > 0)
      throw new Refusal('TOO_MANY_REQUESTS', 'this agent sends too much', waitSeconds);
  }
}

/**
 * Refuses what can't be signed before its body is read: a hook for routes that need a signature.
 */
export function requireSignature(
  request: FastifyRequest,
  _reply: unknown,
  done: (error?: Error) => void,
): void {
  request.signature = parseAuthorization(request.headers.authorization) ?? null;
  done(request.signature === null ? unauthenticated() : undefined);
}

/** Gives the idempotency key of a request that needs one. */
export function requireKey(request: FastifyRequest): string {
  const key = headerOf(request, 'idempotency-key');
  if (KEY.test(key)) return key;
  throw new Refusal(
    'BAD_REQUEST',
    'Idempotency-Key is missing, or not 1 to 200 visible ASCII characters',
  );
}

function seenOf({ headers }: Incoming): string | undefined {
  const value = headers['lighthouse-seen'];
  return typeof value === 'string' ? value : undefined;
}

function headerOf(request: Incoming, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
