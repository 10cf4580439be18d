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
  /** Those that are not revoked, in the order of registration. */
  readonly #byRole: Readonly<Record<Role, string[]>> = { builder: [], expert: [], coordinator: [] };

  get count(): number {
    return this.#byName.size;
  }

  /** Experts that are not revoked, in the order of registration. */
  get experts(): readonly string[] {
    return this.ofRole('expert');
  }

  /** Coordinators that are not revoked, in the order of registration. */
  get coordinators(): readonly string[] {
    return this.ofRole('coordinator');
  }

  /** Agents of a role that are not revoked, in the order of registration. */
  ofRole(role: Role): readonly string[] {
    return this.#byRole[role];
  }

  get(name: string): Agent | undefined {
    return this.#byName.get(name);
  }

  register({ kind: _always, agent: name, ...registered }: AgentRegistered): void {
    this.#byName.set(name, { name, ...registered, isRevoked: false });
    this.#byRole[registered.role].push(name);
  }

  revoke(name: string): void {
    const agent = this.#byName.get(name);
    if (agent === undefined) return;
    this.#byName.set(name, { ...agent, isRevoked: true });
    const names = this.#byRole[agent.role];
    const at = names.indexOf(name);
    if (at >= 0) names.splice(at, 1);
  }

  all(): Iterable<Agent> {
    return this.#byName.values();
  }
}
