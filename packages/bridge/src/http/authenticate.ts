import { hash } from 'node:crypto';
import { textToSign } from '@lighthouse/contract';
import type { RequestSignature, SignedParts } from '@lighthouse/contract';
import { LIMITS } from '@lighthouse/contract/api';
import type { Agent } from '../domain/agents.ts';
import { Hmac } from '../domain/hmac.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Session } from '../domain/sessions.ts';
import type { Bridge } from '../service/bridge.ts';

/** What of a request is signed, as it came over the wire. */
export interface SignedRequest {
  readonly signature: RequestSignature;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly idempotencyKey: string;
  readonly body: Uint8Array;
  /** The header Lighthouse-Seen. */
  readonly seen: string | undefined;
}

export interface Authenticated {
  readonly agent: Agent;
  /** Undefined when the request opens one. */
  readonly session: Session | undefined;
  readonly signature: RequestSignature;
}

const NO_SESSION = '-';
const MACS_KEPT_MAX = 20_000;

/**
 * Tells who signed a request. Whatever is wrong, an unknown name, a revoked agent, a wrong MAC,
 * another's session, is answered alike and after the same work; only the holder of the secret is
 * told that a request or session is too old.
 */
export class Authenticator {
  readonly #bridge: Bridge;
  /** Of registered agents. */
  readonly #macs = new Map<string, Hmac>();

  constructor(bridge: Bridge) {
    this.#bridge = bridge;
  }

  authenticate(request: SignedRequest): Authenticated {
    const { state, log, leaving, nowMs } = this.#bridge;
    const { signature } = request;
    const agent = state.agents.get(signature.agent);
    const text = textToSign(partsOf(request, log.logId));
    const isAuthentic = this.#macOf(signature, agent).isRight(text, signature.mac);
    if (!isAuthentic || agent === undefined || agent.isRevoked || leaving.has(agent.name))
      throw unauthenticated();
    if (agent.credential !== signature.credential) throw unauthenticated();
    if (Math.abs(nowMs() - signature.timeMs) > LIMITS.clockSkewMs)
      throw new Refusal('TOKEN_EXPIRED', 'the request was signed too long ago, or in the future');
    return { agent, session: this.#sessionOf(signature), signature };
  }

  #sessionOf(signature: RequestSignature): Session | undefined {
    if (signature.session === NO_SESSION) return undefined;
    const session = this.#bridge.state.sessions.get(signature.session);
    if (session === undefined || session.agent !== signature.agent)
      throw new Refusal('TOKEN_EXPIRED', 'the session is not open: open another one');
    if (session.expiresAtMs <= this.#bridge.nowMs())
      throw new Refusal('TOKEN_EXPIRED', 'the session has expired: open another one');
    return session;
  }

  /** Unknown agents have secrets too, so that nothing shows that they are unknown. */
  #macOf({ agent: name, credential }: RequestSignature, agent: Agent | undefined): Hmac {
    const known = this.#macs.get(name);
    if (known !== undefined && agent?.credential === credential) return known;
    const mac = new Hmac(this.#bridge.credentials.secretOf(name, credential));
    if (agent === undefined || agent.credential !== credential) return mac;
    if (this.#macs.size >= MACS_KEPT_MAX) this.#macs.clear();
    this.#macs.set(name, mac);
    return mac;
  }
}

/** Written out member by member: to copy a signature with `...` takes longer than to check it. */
function partsOf(request: SignedRequest, logId: string): SignedParts {
  const { signature, method, path, idempotencyKey, body, seen } = request;
  const { agent, credential, session, timeMs, nonce } = signature;
  const bodySha256Hex = hash('sha256', body, 'hex');
  return {
    logId,
    agent,
    credential,
    session,
    timeMs,
    nonce,
    method,
    path,
    idempotencyKey,
    bodySha256Hex,
    seen,
  };
}

/** What everyone is told whose signature is not that of a registered agent. */
export function unauthenticated(): Refusal {
  return new Refusal('UNAUTHENTICATED', 'the request is not signed by a registered agent');
}
