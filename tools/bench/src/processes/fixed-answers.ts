import { randomBytes } from 'node:crypto';
import { API_PATHS } from '@lighthouse/contract/api';
import type { CommandResponse, EnrolResponse, SessionResponse } from '@lighthouse/contract/api';

const logId = randomBytes(16).toString('hex');
const receipt = { logId, seq: 1, mac: randomBytes(32).toString('base64') };

const command: CommandResponse = {
  command: `c-${randomBytes(12).toString('hex')}`,
  decision: 'allowed',
  reason: 'safe',
  receipt,
};
const session: SessionResponse = {
  session: `s-${randomBytes(12).toString('hex')}`,
  agent: 'any',
  role: 'builder',
  logId,
  expiresAt: new Date(864e13).toISOString(),
  receipt,
};

/**
 * What a bridge would answer, by method and path, for servers that do no work: the same every time.
 */
export const FIXED_ANSWERS: Readonly<
  Record<string, { readonly status: number; readonly body: object }>
> = {
  [`GET ${API_PATHS.health}`]: { status: 200, body: { status: 'ok' } },
  [`GET ${API_PATHS.info}`]: {
    status: 200,
    body: { name: 'fixed-answers', version: '0', logId, lastSeq: 1, pid: 1 },
  },
  [`POST ${API_PATHS.sessions}`]: { status: 201, body: session },
  [`POST ${API_PATHS.commands}`]: { status: 200, body: command },
};

/** Answers a request to join; who asks is taken at its word. */
export function enrolAnswer(body: unknown): EnrolResponse {
  const { agent, role } = body as Pick<EnrolResponse, 'agent' | 'role'>;
  const secret = randomBytes(32).toString('base64url');
  return { agent, role, credential: 1, secret, logId, receipt };
}
