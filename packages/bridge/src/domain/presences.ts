import type { PresenceState } from '@lighthouse/contract/coordination';

export interface Presence {
  readonly state: PresenceState;
  readonly untilMs: number;
}

/** What agents last said about being there. */
export class Presences {
  readonly #byAgent = new Map<string, Presence>();

  note(agent: string, presence: Presence): void {
    this.#byAgent.set(agent, presence);
  }

  forget(agent: string): void {
    this.#byAgent.delete(agent);
  }

  /** Gives undefined when nothing is known, or no longer to be believed. */
  get(agent: string, nowMs: number): Presence | undefined {
    const presence = this.#byAgent.get(agent);
    return presence === undefined || presence.untilMs <= nowMs ? undefined : presence;
  }

  all(): Iterable<readonly [agent: string, Presence]> {
    return this.#byAgent;
  }
}
