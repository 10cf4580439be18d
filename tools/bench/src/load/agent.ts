import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';
import { formatAuthorization, textToSign } from '@lighthouse/contract';
import { API_PATHS } from '@lighthouse/contract/api';
import type { CommandRequest, EnrolResponse, SessionResponse } from '@lighthouse/contract/api';
import { Client } from 'undici';
import { CONTENT_BYTES } from './sample-command.ts';

const NO_SESSION = '-';

/** One agent of a bridge, with a connection of its own. */
export class Agent {
  readonly #client: Client;
  readonly #name: string;
  #credential: Pick<EnrolResponse, 'credential' | 'logId'> | undefined;
  #secret: KeyObject | undefined;
  #session = NO_SESSION;
  #nonce = 0;
  #commands = 0;

  /** `pipelining`: requests that are on their way at the same time, on its one connection. */
  constructor(origin: string, name: string, pipelining = 1) {
    this.#client = new Client(origin, { pipelining, headersTimeout: 0, bodyTimeout: 0 });
    this.#name = name;
  }

  /** Gets a credential, and opens a session with it. */
  async join(enrolToken: string): Promise<void> {
    const body = JSON.stringify({ agent: this.#name, role: 'builder' });
    const enrolment = (await this.#send(API_PATHS.agents, {
      headers: { authorization: `Bearer ${enrolToken}`, 'content-type': 'application/json' },
      body,
    })) as EnrolResponse;
    this.#credential = enrolment;
    this.#secret = createSecretKey(Buffer.from(enrolment.secret, 'base64url'));
    const { session } = (await this.post(API_PATHS.sessions, undefined)) as SessionResponse;
    this.#session = session;
  }

  nextCommand(): CommandRequest {
    this.#commands++;
    return {
      action: 'file.read',
      target: `${this.#name}-${this.#commands}`,
      steps: [],
      content: 'x'.repeat(CONTENT_BYTES),
    };
  }

  /** Posts a signed request. Rejects unless it is answered with success. */
  async post(path: string, content: object | undefined): Promise<unknown> {
    const body = content === undefined ? '' : JSON.stringify(content);
    const key = content === undefined ? '' : `${this.#name}-${this.#commands}`;
    const headers = {
      authorization: this.sign('POST', path, { key, body }),
      ...(content !== undefined && { 'content-type': 'application/json', 'idempotency-key': key }),
    };
    return this.#send(path, { headers, body });
  }

  async close(): Promise<void> {
    await this.#client.destroy();
  }

  async #send(
    path: string,
    request: { readonly headers: Record<string, string>; readonly body: string },
  ): Promise<unknown> {
    // Idempotent, thanks to its key: otherwise undici would not pipeline it.
    const options = { method: 'POST', path, idempotent: true, ...request } as const;
    const { statusCode, body } = await this.#client.request(options);
    const text = await body.text();
    if (statusCode >= 200 && statusCode < 300) return JSON.parse(text);
    throw new Error(`${path} was answered with ${statusCode}: ${text}`);
  }

  /** Gives the Authorization header of one request. */
  sign(
    method: 'GET' | 'POST',
    path: string,
    { key, body }: { readonly key: string; readonly body: string },
  ): string {
    if (this.#credential === undefined || this.#secret === undefined)
      throw new Error('an agent joins before it signs');
    const { credential, logId } = this.#credential;
    const timeMs = Date.now();
    const parts = {
      agent: this.#name,
      credential,
      session: this.#session,
      timeMs,
      nonce: ++this.#nonce,
      logId,
      method,
      path,
      idempotencyKey: key,
      bodySha256Hex: hash('sha256', body, 'hex'),
    };
    const mac = createHmac('sha256', this.#secret).update(textToSign(parts)).digest('base64url');
    return formatAuthorization({ ...parts, mac });
  }
}
