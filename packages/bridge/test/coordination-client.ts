import { STATEMENTS } from '@lighthouse/contract/coordination';
import type { StatementKind } from '@lighthouse/contract/coordination';
import type { Reply, TestAgent } from './test-agent.ts';

/** What a client can send by the table alone. */
export interface Saying {
  readonly kind: StatementKind;
  readonly key: string;
  readonly ids?: Readonly<Record<string, string>>;
  readonly body?: object;
}

/** Makes a statement. An answer must have the form that the table names. */
export async function say(agent: TestAgent, saying: Saying): Promise<Reply> {
  const { kind, key, ids = {}, body = {} } = saying;
  const { path, response } = STATEMENTS[kind];
  const filled = path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? '');
  const reply = await agent.send({ path: filled, key, body });
  if (reply.status < 300) response.parse(reply.body);
  return reply;
}

/** Gives a text member of an answer. */
export function textOf({ body }: Reply, name: string): string {
  const text = body[name];
  if (typeof text !== 'string') throw new Error(`the answer has no ${name}: ${String(text)}`);
  return text;
}
