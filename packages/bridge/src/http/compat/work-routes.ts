import { isName } from '@lighthouse/contract';
import {
  COMPAT_PATHS,
  compatCollaborationStart,
  compatExpertDelegate,
  compatExpertRegister,
  compatTaskDispatch,
} from '@lighthouse/contract/compat';
import { Refusal } from '../../domain/refusal.ts';
import type { Bridge } from '../../service/bridge.ts';
import { viewExperts } from '../../service/look-at.ts';
import { readBody } from '../read-body.ts';
import { sendJson } from '../routes.ts';
import type { CompatParts } from './compat-routes.ts';
import { beginningOf, makeStatement } from './compat-statements.ts';

const DELEGATED_MS = 300_000;
const DISPATCHED_MS = 600_000;

/** Experts, tasks and groups. */
export function addCompatWorkRoutes(parts: CompatParts): void {
  addExpertRoutes(parts);
  addTaskRoutes(parts);
}

function addExpertRoutes({ app, bridge, sessions }: CompatParts): void {
  app.post(COMPAT_PATHS.expertRegister, async (request, reply) => {
    const caller = sessions.admit(request);
    const { agent: agent_id } = caller.origin;
    const { agent_type: description, ...body } = readBody(request, compatExpertRegister, agent_id);
    const said = { capabilities: body.capabilities, description };
    const statement = { kind: 'expert.registered', body: said } as const;
    await makeStatement(bridge, { caller, request }, statement);
    return sendJson(reply, 200, { success: true, message: 'registered', agent_id });
  });

  app.get(COMPAT_PATHS.expertAvailable, (request, reply) => {
    sessions.admit(request);
    const experts = viewExperts(bridge, undefined).experts.map(
      ({ agent: agent_id, capabilities, isThere: available }) => ({
        agent_id,
        capabilities,
        available,
      }),
    );
    return sendJson(reply, 200, { experts, count: experts.length });
  });

  app.post(COMPAT_PATHS.expertDelegate, async (request, reply) => {
    const caller = sessions.admit(request);
    const body = readBody(request, compatExpertDelegate, caller.origin.agent);
    const { tool_name, tool_input, target_expert } = body;
    const content = JSON.stringify({ tool_name, tool_input });
    const about = { title: beginningOf(tool_name), content, timeoutMs: DELEGATED_MS };
    const task = { ...about, ...addressOf(bridge, target_expert) };
    const statement = { kind: 'task.created', body: task } as const;
    const made = await makeStatement(bridge, { caller, request }, statement);
    return sendJson(reply, 200, {
      status: 'delegated',
      delegation_id: made['task'],
      target_expert: made['holder'] ?? target_expert,
      message: 'a task was made of it',
      tool_name,
    });
  });
}

function addTaskRoutes({ app, bridge, sessions }: CompatParts): void {
  app.post(COMPAT_PATHS.taskDispatch, async (request, reply) => {
    const caller = sessions.admit(request);
    const body = readBody(request, compatTaskDispatch, caller.origin.agent);
    const { task_description: description, target_agent, priority } = body;
    const content = JSON.stringify({ description, priority });
    const title = description === '' ? 'task' : beginningOf(description);
    const about = { title, content, timeoutMs: DISPATCHED_MS };
    const task = { ...about, ...addressOf(bridge, target_agent) };
    const statement = { kind: 'task.created', body: task } as const;
    const { task: task_id } = await makeStatement(bridge, { caller, request }, statement);
    return sendJson(reply, 200, {
      task_id,
      status: 'dispatched',
      message: 'a task was made of it',
    });
  });

  app.post(COMPAT_PATHS.collaborationStart, async (request, reply) => {
    const caller = sessions.admit(request);
    const { agent } = caller.origin;
    const body = readBody(request, compatCollaborationStart, agent);
    const title = beginningOf(`${body.collaboration_type}: ${body.objective}`);
    const members = body.participants.filter((name) => name !== agent);
    const statement = { kind: 'collaboration.started', body: { title, members } } as const;
    const made = await makeStatement(bridge, { caller, request }, statement);
    return sendJson(reply, 200, {
      session_id: made['collaboration'],
      status: 'started',
      message: 'a group was made of it',
      participants: [agent, ...members],
    });
  });
}

/** An agent of this name, or else the experts that can do what is named. */
function addressOf(
  { state }: Bridge,
  name: string,
): { readonly to: string } | { readonly capability: string } {
  if (state.agents.get(name)?.isRevoked === false) return { to: name };
  const isKnown = isName(name) && state.together.capabilities.expertsFor(name).length > 0;
  if (isKnown) return { capability: name };
  throw new Refusal('NOT_FOUND', 'there is no such agent, and no expert that can do that');
}
