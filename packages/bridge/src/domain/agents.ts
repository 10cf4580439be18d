import type { Role } from '@lighthouse/contract/api';
import type { AgentRegistered } from './facts.ts';

export interface Agent {
  readonly name: string;
  readonly role: Role;
  /** Number of its credential. */
  readonly credential: number;
  readonly isRevoked: boolean;
}

/** Who was registered. A name is given once: a revoked agent keeps it. */
export class Agents {
  readonly #byName = new Map<string, Agent>();
  /** In the order of registration. */
  readonly #experts: string[] = [];

  get count(): number {
    return this.#byName.size;
  }

  /** Experts that are not revoked, in the order of registration. */
  get experts(): readonly string[] {
    return this.#experts;
  }

  get(name: string): Agent | undefined {
    return this.#byName.get(name);
  }

  register({ agent, role, credential }: AgentRegistered): void {
    this.#byName.set(agent, { name: agent, role, credential, isRevoked: false });
    if (role === 'expert') this.#experts.push(agent);
  }

  revoke(name: string): void {
    const agent = this.#byName.get(name);
    if (agent === undefined) return;
    this.#byName.set(name, { ...agent, isRevoked: true });
    const at = this.#experts.indexOf(name);
    if (at >= 0) this.#experts.splice(at, 1);
  }

  all(): Iterable<Agent> {
    return this.#byName.values();
  }
}
