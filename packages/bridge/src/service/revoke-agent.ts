import type { Receipt } from '@lighthouse/contract/api';
import { agentRevoked } from '../domain/drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge } from './bridge.ts';
import { refusalOf } from './refusal-of.ts';

/** Takes an agent its credential, for good: its sessions and streams end with it. */
export async function revokeAgent(bridge: Bridge, name: string): Promise<Receipt> {
  const { state, inFlight, leaving } = bridge;
  return inFlight.runAlone(`agent\n${name}`, async () => {
    const agent = state.agents.get(name);
    if (agent === undefined) throw new Refusal('NOT_FOUND', 'there is no such agent');
    if (agent.isRevoked) throw new Refusal('CONFLICT', 'the agent was revoked before');
    leaving.add(name);
    try {
      const { receipt } = await bridge.commits.append([agentRevoked(name, agent.credential)]);
      return receipt;
    } catch (error) {
      throw refusalOf(error);
    } finally {
      leaving.delete(name);
    }
  });
}
