import { commandRequest } from '@lighthouse/contract/api';
import { COMPAT_PATHS, compatValidate } from '@lighthouse/contract/compat';
import { submitCommand } from '../../service/submit-command.ts';
import { conform, readBody } from '../read-body.ts';
import { receiptOf, requireMayWrite, sendJson } from '../routes.ts';
import type { CompatParts } from './compat-routes.ts';
import { beginningOf, keyOf } from './compat-statements.ts';

/** Members of a tool's input that say what it is about, the first that is there. */
const TARGETS = ['file_path', 'path', 'command', 'url'];

/** The rules are asked with the tool's name as the action. */
export function addCompatCommandRoutes({ app, bridge, sessions }: CompatParts): void {
  app.post(COMPAT_PATHS.validate, async (request, reply) => {
    const begunMs = bridge.nowMs();
    const caller = sessions.admit(request);
    requireMayWrite(bridge, caller, 'command.submitted');
    const body = readBody(request, compatValidate, caller.origin.agent);
    const { tool_name: action, tool_input } = body;
    const content = JSON.stringify(tool_input);
    const command = conform({ action, target: targetOf(tool_input), content }, commandRequest);
    const key = keyOf(bridge, request);
    const { answer } = await submitCommand(bridge, caller, { key, request: command });
    const { decision, reason, command: id } = answer.members;
    const isOpen = decision === 'escalated';
    return sendJson(reply, 200, {
      approved: decision === 'allowed',
      reasoning: reason,
      // A rule is sure of what it says; an expert has yet to say something.
      confidence: isOpen ? 0 : 1,
      processing_time_ms: bridge.nowMs() - begunMs,
      metadata: { decision, command: id, expert_required: isOpen },
      receipt: receiptOf(bridge, answer),
    });
  });
}

function targetOf(input: Readonly<Record<string, unknown>>): string {
  const members = new Map(Object.entries(input));
  const found = TARGETS.map((name) => members.get(name)).find((text) => typeof text === 'string');
  return beginningOf(found ?? '');
}
