import { createHash, createHmac } from 'node:crypto';
import { formatAuthorization, textToSign } from '@lighthouse/contract';
import { API_PATHS, enrolResponse, sessionResponse } from '@lighthouse/contract/api';
import type { CommandRequest, EnrolResponse, Role } from '@lighthouse/contract/api';
import { request } from 'undici';
import type { Dispatcher } from 'undici';
import { COORDINATOR_TOKEN, TOKEN } from './start-bridge.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** Of JSON; empty otherwise. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** What is sent, so that it can be sent again byte for byte. */
export interface RawRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Intent {
  readonly method?: RawRequest['method'];
  readonly path: string;
  readonly key?: string;
  /** Text is sent as it is, anything else as JSON. */
  readonly body?: unknown;
  /** A receipt that the agent holds, as Lighthouse-Seen says it. */
  readonly seen?: string;
}

/** What a liar says in place of the truth. */
export interface Lies {
  readonly agent?: string;
  readonly credential?: number;
  readonly session?: string;
  readonly nonce?: number;
  readonly timeMs?: number;
  readonly logId?: string;
  readonly secret?: Buffer;
}

export interface Target {
  readonly url: string;
  /** The clock that agents sign with, when it is not that of this machine. */
  readonly agentNowMs?: () => number;
  /** How it is reached when its certificate is not one that everybody trusts. */
  readonly dispatcher?: Dispatcher;
}

export async function send({ url, dispatcher }: Target, raw: RawRequest): Promise<Reply> {
  const { method, path, headers, body } = raw;
  const answer = await request(`${url}${path}`, {
    method,
    headers: { ...headers },
    ...(dispatcher === undefined ? {} : { dispatcher }),
    ...(body === '' ? {} : { body }),
  });
  const text = await answer.body.text();
  const isJson = String(answer.headers['content-type']).includes('json');
  const parsed = isJson ? (JSON.parse(text) as Reply['body']) : {};
  return { status: answer.statusCode, headers: answer.headers, text, body: parsed };
}

export function enrolRequestOf(body: unknown, token = TOKEN): RawRequest {
  return {
    method: 'POST',
    path: API_PATHS.agents,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** A command that the built-in policy allows. */
export const SAFE: CommandRequest = {
  action: 'file.read',
  target: 'a.txt',
  steps: [],
  content: '',
};
/** A command that the built-in policy gives to an expert. */
export const RISKY: CommandRequest = { ...SAFE, action: 'deploy.production' };

/** An agent that signs its requests, honestly unless it is told to lie. */
export class TestAgent {
  readonly target: Target;
  readonly identity: EnrolResponse;
  session = '-';
  nonce = 0;

  constructor(target: Target, identity: EnrolResponse) {
    this.target = target;
    this.identity = identity;
  }

  get name(): string {
    return this.identity.agent;
  }

  get secret(): Buffer {
    return Buffer.from(this.identity.secret, 'base64url');
  }

  sign({ method = 'POST', path, key = '', body, seen }: Intent, lies: Lies = {}): RawRequest {
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const said = {
      agent: this.name,
      credential: this.identity.credential,
      session: this.session,
      nonce: ++this.nonce,
      timeMs: (this.target.agentNowMs ?? Date.now)(),
      logId: this.identity.logId,
      ...lies,
    };
    const signed = textToSign({
      ...said,
      method,
      path,
      idempotencyKey: key,
      bodySha256Hex: createHash('sha256').update(text).digest('hex'),
      seen,
    });
    const mac = createHmac('sha256', lies.secret ?? this.secret).update(signed);
    const authorization = formatAuthorization({ ...said, mac: mac.digest('base64url') });
    const headers = {
      authorization,
      ...(key === '' ? {} : { 'idempotency-key': key }),
      ...(seen === undefined ? {} : { 'lighthouse-seen': seen }),
      ...(text === '' ? {} : { 'content-type': 'application/json' }),
    };
    return { method, path, headers, body: text };
  }

  send(intent: Intent, lies: Lies = {}): Promise<Reply> {
    return send(this.target, this.sign(intent, lies));
  }

  async openSession(): Promise<Reply> {
    this.session = '-';
    const reply = await this.send({ path: API_PATHS.sessions });
    this.session = sessionResponse.parse(reply.body).session;
    return reply;
  }

  command(key: string, request: Partial<CommandRequest> = SAFE): Promise<Reply> {
    return this.send({ path: API_PATHS.commands, key, body: request });
  }

  review(key: string, command: string, verdict: 'approve' | 'reject' = 'approve'): Promise<Reply> {
    const body = { verdict, reason: 'looked at it' };
    return this.send({ path: `${API_PATHS.reviews}/${command}`, key, body });
  }

  get(path: string): Promise<Reply> {
    return this.send({ method: 'GET', path });
  }
}

/** Registers an agent. Its session is not open yet. */
export async function enrolAgent(target: Target, agent: string, role: Role): Promise<TestAgent> {
  const token = role === 'coordinator' ? COORDINATOR_TOKEN : TOKEN;
  const reply = await send(target, enrolRequestOf({ agent, role }, token));
  return new TestAgent(target, enrolResponse.parse(reply.body));
}

/** Registers an agent and opens a session for it. */
export async function joinAgent(target: Target, agent: string, role: Role): Promise<TestAgent> {
  const joined = await enrolAgent(target, agent, role);
  await joined.openSession();
  return joined;
}
