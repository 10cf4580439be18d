import { hash, timingSafeEqual } from 'node:crypto';
import type { SessionResponse } from '@lighthouse/contract/api';
import { compatSessionCreate } from '@lighthouse/contract/compat';
import type { FastifyRequest } from 'fastify';
import type { Agent } from '../../domain/agents.ts';
import { Hmac } from '../../domain/hmac.ts';
import { Refusal } from '../../domain/refusal.ts';
import type { Session } from '../../domain/sessions.ts';
import type { Bridge, Caller } from '../../service/bridge.ts';
import { openSession } from '../../service/sessions.ts';
import type { Gate } from '../gate.ts';
import { readBody } from '../read-body.ts';

/** A secret with which one registered agent opens sessions. */
export interface AccessToken {
  readonly token: string;
  readonly agent: string;
}

const OPENING_NONCE_BYTES = 6;

/**
 * Sessions whose requests are not signed but carry a token, `<session>.<mac>`, which the server
 * gives out for an access token. The mac is that of the session's id under a key of the log, so
 * that nothing has to be kept, and a token lives as long as its session: revoked agents have none.
 */
export class CompatSessions {
  readonly #bridge: Bridge;
  readonly #gate: Gate;
  readonly #access: readonly { readonly digest: Buffer; readonly agent: string }[];
  readonly #hmac: Hmac;

  constructor(bridge: Bridge, gate: Gate, tokens: readonly AccessToken[]) {
    this.#bridge = bridge;
    this.#gate = gate;
    this.#access = tokens.map(({ token, agent }) => ({ digest: digestOf(token), agent }));
    this.#hmac = new Hmac(bridge.log.deriveKey('lighthouse/compat-session/v1'));
  }

  /** Opens a session for whoever has an access token. */
  async open(request: FastifyRequest): Promise<{ session: SessionResponse; token: string }> {
    const agent = this.#agentOf(bearerOf(request));
    if (agent === undefined)
      throw new Refusal('UNAUTHENTICATED', 'the access token is missing or wrong');
    this.#letIn(request, agent.name);
    readBody(request, compatSessionCreate, agent.name);
    const random = Buffer.from(this.#bridge.randomBytes(OPENING_NONCE_BYTES));
    const nonce = random.readUIntBE(0, OPENING_NONCE_BYTES) + 1;
    const session = await openSession(this.#bridge, { agent, nonce });
    return { session, token: `${session.session}.${this.#hmac.of(session.session)}` };
  }

  /**
   * Lets in a request that carries a session token. Each is new: it can't be told from a repetition
   * of itself, but by its idempotency key.
   */
  admit(request: FastifyRequest): Caller {
    const session = this.sessionOf(bearerOf(request));
    if (session === undefined)
      throw new Refusal('UNAUTHENTICATED', 'the session token is missing, wrong or too old');
    this.#letIn(request, session.agent);
    const nonce = session.nonces.highest + 1;
    if (nonce > Number.MAX_SAFE_INTEGER)
      throw new Refusal('TOKEN_EXPIRED', 'the session is used up: open another one');
    session.nonces.take(nonce);
    const { agent, credential, id } = session;
    return { session, origin: { agent, credential, session: id, nonce }, freshness: 'new' };
  }

  /** Finds the open session that a token is for. */
  sessionOf(token: string): Session | undefined {
    const { state, leaving, nowMs } = this.#bridge;
    const [id = '', mac = ''] = token.split('.', 2);
    const isRight = this.#hmac.isRight(id.slice(0, ID_LENGTH_MAX), mac);
    const session = isRight ? state.sessions.get(id) : undefined;
    if (session === undefined || session.expiresAtMs <= nowMs()) return undefined;
    return leaving.has(session.agent) ? undefined : session;
  }

  #letIn(request: FastifyRequest, agent: string): void {
    request.agent = agent;
    this.#gate.limit(agent);
  }

  /** Looks at every token, and at all of each. */
  #agentOf(token: string): Agent | undefined {
    const { state, leaving } = this.#bridge;
    const digest = digestOf(token);
    const [found] = this.#access.filter((each) => timingSafeEqual(each.digest, digest));
    const agent = found === undefined ? undefined : state.agents.get(found.agent);
    return agent?.isRevoked === false && !leaving.has(agent.name) ? agent : undefined;
  }
}

const ID_LENGTH_MAX = 200;

function bearerOf({ headers }: FastifyRequest): string {
  const [scheme = '', token = ''] = (headers.authorization ?? '').split(' ');
  return scheme.toLowerCase() === 'bearer' ? token : '';
}

function digestOf(token: string): Buffer {
  return Buffer.from(hash('sha256', token, 'base64'), 'base64');
}
