import type { Role } from '@lighthouse/contract/api';
import type { AgentRegistered } from './facts.ts';

export interface Agent {
  readonly name: string;
  readonly role: Role;
  /** Number of its credential. */
  readonly credential: number;
  /** Types of events that may stand in the log under it: exact, or a prefix ending in `*`. */
  readonly allows: readonly string[];
  /** Whose token it joined with; empty when the log does not say. */
  readonly issuer: string;
  readonly isRevoked: boolean;
}

/** Who was registered. A name is given once: a revoked agent keeps it. */
export class Agents {
  readonly #byName = new Map<string, Agent>();
  /** In the order of registration. */
  readonly #experts: string[] = [];
  readonly #coordinators: string[] = [];

  get count(): number {
    return this.#byName.size;
  }

  /** Experts that are not revoked, in the order of registration. */
  get experts(): readonly string[] {
    return this.#experts;
  }

  /** Coordinators that are not revoked, in the order of registration. */
  get coordinators(): readonly string[] {
    return this.#coordinators;
  }

  get(name: string): Agent | undefined {
    return this.#byName.get(name);
  }

  register({ kind: _always, agent: name, ...registered }: AgentRegistered): void {
    this.#byName.set(name, { name, ...registered, isRevoked: false });
    this.#listOf(registered.role)?.push(name);
  }

  revoke(name: string): void {
    const agent = this.#byName.get(name);
    if (agent === undefined) return;
    this.#byName.set(name, { ...agent, isRevoked: true });
    const list = this.#listOf(agent.role);
    const at = list?.indexOf(name) ?? -1;
    if (at >= 0) list?.splice(at, 1);
  }

  #listOf(role: Role): string[] | undefined {
    if (role === 'expert') return this.#experts;
    return role === 'coordinator' ? this.#coordinators : undefined;
  }

  all(): Iterable<Agent> {
    return this.#byName.values();
  }
}
