import type { EnrolResponse, Role } from '@lighthouse/contract/api';
import { agentRegistered } from '../domain/drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import { ROLE_ALLOWS } from '../domain/roles.ts';
import type { Bridge } from './bridge.ts';
import { refusalOf } from './refusal-of.ts';

/** A first credential; more than one an agent are not given out. */
const CREDENTIAL = 1;

/**
 * Registers an agent for good and gives it its secret, once. The caller has checked that the token
 * grants the role.
 */
export async function enrol(
  bridge: Bridge,
  { agent, role, issuer }: { readonly agent: string; readonly role: Role; readonly issuer: string },
): Promise<EnrolResponse> {
  const { state, inFlight, credentials, settings } = bridge;
  const name = `agent\n${agent}`;
  if (state.agents.get(agent) !== undefined || inFlight.isBusy(name))
    throw new Refusal('CONFLICT', 'an agent of this name is registered');
  if (state.agents.count >= settings.agentsMax)
    throw new Refusal('FORBIDDEN', 'no more agents can be registered');
  const registered = { agent, role, credential: CREDENTIAL, allows: ROLE_ALLOWS[role], issuer };
  const fact = { kind: 'agent.registered', ...registered } as const;
  const { receipt } = await inFlight
    .run(name, () => bridge.commits.append([agentRegistered(fact)]))
    .catch((error: unknown) => {
      throw refusalOf(error);
    });
  const secret = Buffer.from(credentials.secretOf(agent, CREDENTIAL)).toString('base64url');
  return { agent, role, credential: CREDENTIAL, secret, logId: bridge.log.logId, receipt };
}
