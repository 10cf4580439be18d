import type { Role } from '@lighthouse/contract/api';
import { LIMITS } from '@lighthouse/contract/api';
import { Deadlines } from './deadlines.ts';
import type { SessionOpened } from './facts.ts';
import { NonceWindow } from './nonce-window.ts';

export interface Session {
  readonly id: string;
  readonly agent: string;
  readonly credential: number;
  readonly role: Role;
  readonly expiresAtMs: number;
  readonly nonces: NonceWindow;
}

/** One more session of an agent ends its oldest. */
export const SESSIONS_PER_AGENT_MAX = 8;
/**
 * A request that opens a session can be repeated by somebody else for this long, its clock being
 * off by the skew both ways.
 */
const OPENING_NONCE_KEPT_MS = 2 * LIMITS.clockSkewMs;
/** Sessions that an agent may open within that time. */
export const OPENINGS_MAX = 60;

/** The open sessions, and the numbers of the requests that opened them. */
export class Sessions {
  readonly #byId = new Map<string, Session>();
  readonly #byAgent = new Map<string, Session[]>();
  readonly #deadlines = new Deadlines();
  /**
   * By agent: the nonces of the requests that opened its latest sessions, with the time they can be
   * forgotten. The agent that opened one last is the last.
   */
  readonly #openings = new Map<string, { taken: Map<number, number>; latestMs: number }>();

  get count(): number {
    return this.#byId.size;
  }

  /** Agents that have one or more. */
  get agentCount(): number {
    return this.#byAgent.size;
  }

  countOf(agent: string): number {
    return this.#byAgent.get(agent)?.length ?? 0;
  }

  get(id: string): Session | undefined {
    return this.#byId.get(id);
  }

  readonly isOpen = (id: string): boolean => this.#byId.has(id);

  open(fact: SessionOpened): void {
    const { session: id, agent, credential, role, expiresAtMs } = fact;
    const session = { id, agent, credential, role, expiresAtMs, nonces: new NonceWindow() };
    const others = this.#byAgent.get(agent) ?? [];
    if (others.length >= SESSIONS_PER_AGENT_MAX && others[0] !== undefined)
      this.close(others[0].id);
    this.#byId.set(id, session);
    this.#deadlines.add(id, expiresAtMs);
    this.#byAgent.set(agent, [...(this.#byAgent.get(agent) ?? []), session]);
    this.rememberOpening(fact, fact.openedAtMs);
  }

  close(id: string): void {
    const session = this.#byId.get(id);
    if (session === undefined) return;
    this.#byId.delete(id);
    this.#deadlines.drop(id);
    const left = (this.#byAgent.get(session.agent) ?? []).filter((other) => other !== session);
    if (left.length > 0) this.#byAgent.set(session.agent, left);
    else this.#byAgent.delete(session.agent);
  }

  closeAllOf(agent: string): void {
    for (const session of this.#byAgent.get(agent) ?? []) this.close(session.id);
  }

  /**
   * Takes the nonce of a request that opens a session. Returns `again` when it was taken, `often`
   * when there are too many.
   */
  rememberOpening(
    { agent, nonce }: { readonly agent: string; readonly nonce: number },
    nowMs: number,
  ): 'new' | 'again' | 'often' {
    const openings = this.#openings.get(agent) ?? { taken: new Map<number, number>(), latestMs: 0 };
    const { taken } = openings;
    for (const [old, untilMs] of taken) {
      if (untilMs > nowMs) break;
      taken.delete(old);
    }
    if (taken.has(nonce)) return 'again';
    if (taken.size >= OPENINGS_MAX) return 'often';
    openings.latestMs = nowMs + OPENING_NONCE_KEPT_MS;
    taken.set(nonce, openings.latestMs);
    this.#openings.delete(agent);
    this.#openings.set(agent, openings);
    return 'new';
  }

  /**
   * Forgets sessions that have expired and openings that can't be repeated any more, looking at no
   * others. Returns the sessions.
   */
  expire(nowMs: number): Session[] {
    const expired: Session[] = [];
    for (const id of this.#deadlines.takeDue(nowMs)) {
      const session = this.#byId.get(id);
      if (session !== undefined) expired.push(session);
      this.close(id);
    }
    for (const [agent, { latestMs }] of this.#openings) {
      if (latestMs > nowMs) break;
      this.#openings.delete(agent);
    }
    return expired;
  }

  all(): Iterable<Session> {
    return this.#byId.values();
  }
}
