import { randomBytes } from 'node:crypto';
import { formatAuthorization } from '@lighthouse/contract';
import { API_PATHS, type CommandRequest } from '@lighthouse/contract/api';

/** Bytes of content of each command; with all else a body has about 300. */
export const CONTENT_BYTES = 200;

export interface SampleRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A request like those that agents send, for clients that send the same one every time. Its
 * signature is of the right length only.
 */
export function sampleCommand(): SampleRequest {
  const command: CommandRequest = {
    action: 'file.read',
    target: 'area-12/agent-000017-123',
    steps: [],
    content: 'x'.repeat(CONTENT_BYTES),
  };
  const authorization = formatAuthorization({
    agent: 'agent-000017',
    credential: 1,
    session: 's-1',
    timeMs: Date.now(),
    nonce: 123,
    mac: randomBytes(32).toString('base64url'),
  });
  return {
    path: API_PATHS.commands,
    headers: {
      authorization,
      'idempotency-key': 'agent-000017-123',
      'content-type': 'application/json',
    },
    body: JSON.stringify(command),
  };
}
