import { Agent } from './agent.ts';

const JOINING_AT_ONCE = 64;

export interface Joining {
  readonly origin: string;
  readonly enrolToken: string;
  readonly count: number;
  /** Tells apart the agents of runs against one server. */
  readonly namePrefix: string;
  /** Is called for each that has joined. */
  readonly onJoined?: (agent: Agent) => Promise<void>;
}

/** Lets so many agents join, each with a credential, a session and a connection of its own. */
export async function joinAll(joining: Joining): Promise<Agent[]> {
  const { origin, enrolToken, count, namePrefix, onJoined } = joining;
  const joined: Agent[] = [];
  let next = 0;
  const joinInTurn = async () => {
    while (next < count) {
      const agent = new Agent(origin, `${namePrefix}${next++}`);
      await agent.join(enrolToken);
      await onJoined?.(agent);
      joined.push(agent);
    }
  };
  await Promise.all(Array.from({ length: JOINING_AT_ONCE }, joinInTurn));
  return joined;
}
