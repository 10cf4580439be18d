import { isUtf8 } from 'node:buffer';
import { assert } from '@lighthouse/contract';
import { TASKS_SHOWN_MAX } from '@lighthouse/contract/coordination-views';
import type {
  ElicitationView,
  MessagesView,
  ProposalView,
  TaskView,
} from '@lighthouse/contract/coordination-views';
import { timeText } from '../domain/coordination-drafts.ts';
import { Refusal } from '../domain/refusal.ts';
import { mayOversee } from '../domain/roles.ts';
import type { Task } from '../domain/tasks.ts';
import type { Bridge, Caller } from './bridge.ts';
import { isThere } from './delegate.ts';
import { readIndexed, readOne } from './read-log.ts';
import { mayRead } from './tasks.ts';
import { timeOf } from './stored-event-json.ts';

/** What agents may look at. What does not concern them is not there. */
export async function viewProposal(
  bridge: Bridge,
  { session }: Caller,
  id: string,
): Promise<ProposalView> {
  const found = bridge.state.together.proposals.subjects.find(id);
  const { agent: self, role } = session;
  if (found === undefined || !(found.roster.has(self) || found.agent === self || mayOversee(role)))
    throw notThere();
  const { proposal, agent, title, status, roster, quorum, yes, no } = found;
  const votes = [...found.votes].map(([voter, { vote, seq }]) => {
    const second = found.conflicting.get(voter);
    const conflicting = second && { vote: second.vote, seq: second.seq };
    return { agent: voter, vote, seq, ...(conflicting === undefined ? {} : { conflicting }) };
  });
  const content = await textAt(bridge, session.agent, { seq: found.openedSeq, name: 'content' });
  const expiresAt = timeText(found.expiresAtMs);
  const told = { proposal, agent, title, content, status, quorum, yes, no, votes, expiresAt };
  return { ...told, roster: [...roster] };
}

export async function viewTask(bridge: Bridge, caller: Caller, id: string): Promise<TaskView> {
  const task = bridge.state.together.tasks.subjects.find(id);
  if (task === undefined || !mayRead(bridge, caller, task)) throw notThere();
  const { agent: self } = caller.session;
  const content = await textAt(bridge, self, { seq: task.createdSeq, name: 'content' });
  const said = RESULT_NAMES.get(task.status);
  const result =
    said === undefined || task.endedSeq === undefined
      ? {}
      : { result: await textAt(bridge, self, { seq: task.endedSeq, name: said }) };
  return { ...summaryOf(task), content, ...result };
}

const RESULT_NAMES: ReadonlyMap<string, string> = new Map([
  ['completed', 'content'],
  ['failed', 'reason'],
  ['cancelled', 'reason'],
]);

/**
 * Lists the tasks that wait and that the caller may take, or has to do with; all, to a coordinator.
 * What others wait for is not looked at.
 */
export function viewTasks({ state }: Bridge, { session }: Caller) {
  const { tasks, capabilities } = state.together;
  const { agent, role } = session;
  const found = mayOversee(role)
    ? tasks.firstWaiting(TASKS_SHOWN_MAX)
    : tasks.waitingFor(agent, capabilities.of(agent), TASKS_SHOWN_MAX);
  return { tasks: found.map(summaryOf) };
}

function summaryOf(item: Task) {
  const { task, agent, title, capability, to, status, lease, fence, expiresAtMs } = item;
  const held =
    lease === undefined ? {} : { holder: lease.holder, leaseUntil: timeText(lease.untilMs) };
  const needs = {
    ...(capability !== undefined && { capability }),
    ...(to !== undefined && { to }),
  };
  const expiresAt = timeText(expiresAtMs);
  return { task, agent, title, ...needs, status, ...held, fence, expiresAt };
}

export async function viewElicitation(
  bridge: Bridge,
  { session }: Caller,
  id: string,
): Promise<ElicitationView> {
  const found = bridge.state.together.elicitations.subjects.find(id);
  const { agent: self } = session;
  if (found === undefined || (found.agent !== self && found.to !== self)) throw notThere();
  const { elicitation, agent, to, status, seq, endedSeq } = found;
  const question = await textAt(bridge, self, { seq, name: 'question' });
  const name = status === 'declined' ? 'reason' : 'content';
  const isSaid = endedSeq !== undefined && status !== 'expired';
  const said = isSaid ? { content: await textAt(bridge, self, { seq: endedSeq, name }) } : {};
  const expiresAt = timeText(found.expiresAtMs);
  return { elicitation, agent, to, question, status, ...said, expiresAt };
}

export function viewCollaboration(bridge: Bridge, caller: Caller, id: string) {
  const { collaboration, agent, title, status, members } = groupOf(bridge, caller, id);
  return { collaboration, agent, title, status, members: [...members] };
}

/** Reads what was said in a group, oldest first. */
export function viewMessages(
  bridge: Bridge,
  caller: Caller,
  { id, after, limit }: { readonly id: string; readonly after: number; readonly limit: number },
): Promise<MessagesView> {
  groupOf(bridge, caller, id);
  const index = bridge.state.together.collaborations.messages;
  return bridge.scans.runFor(caller.session.agent, async () => {
    const messages: MessagesView['messages'] = [];
    for await (const event of readIndexed(bridge, index, { name: id, after })) {
      const last = messages.at(-1);
      if (messages.length === limit && last !== undefined) return { messages, next: last.seq };
      const { seq, agent = '', payload } = event;
      messages.push({ seq, time: timeOf(event), agent, content: textIn(payload, 'content') });
    }
    return { messages };
  });
}

function groupOf({ state }: Bridge, { session }: Caller, id: string) {
  const group = state.together.collaborations.subjects.find(id);
  const isConcerned = group?.members.has(session.agent) === true || mayOversee(session.role);
  if (group === undefined || !isConcerned) throw notThere();
  return group;
}

const EXPERTS_SHOWN_MAX = 1000;

/** Lists who says it can do what, those with one capability or all. */
export function viewExperts(bridge: Bridge, capability: string | undefined) {
  const { capabilities } = bridge.state.together;
  const names =
    capability === undefined ? capabilities.experts() : capabilities.eachFor(capability);
  const experts = [];
  for (const agent of names) {
    if (experts.length >= EXPERTS_SHOWN_MAX) break;
    experts.push({ agent, capabilities: capabilities.of(agent), isThere: isThere(bridge, agent) });
  }
  return { experts };
}

export function viewPresence({ state, inbox, nowMs }: Bridge, agent: string) {
  if (state.agents.get(agent)?.isRevoked !== false) throw notThere();
  const presence = state.together.presences.get(agent, nowMs());
  const isListening = inbox.countOf(agent) > 0;
  if (presence === undefined) return { agent, state: 'unknown', isListening };
  return { agent, state: presence.state, until: timeText(presence.untilMs), isListening };
}

function notThere(): Refusal {
  return new Refusal('NOT_FOUND', 'there is nothing of the kind for this agent');
}

/** Reads one member of a payload; texts are not kept in memory. */
function textAt(
  bridge: Bridge,
  reader: string,
  { seq, name }: { readonly seq: number; readonly name: string },
): Promise<string> {
  return bridge.scans.runFor(reader, async () =>
    textIn((await readOne(bridge, seq)).payload, name),
  );
}

function textIn(payload: Uint8Array, name: string): string {
  assert(isUtf8(payload), 'the server wrote text');
  const members: unknown = JSON.parse(Buffer.from(payload).toString());
  const text: unknown = new Map(Object.entries(members ?? {})).get(name);
  assert(typeof text === 'string', `the event has ${name}`);
  return text;
}
