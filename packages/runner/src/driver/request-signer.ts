import { createSecretKey, hash } from 'node:crypto';
import { formatAuthorization, textToSign } from '@lighthouse/contract/request-signature';
import { Hmac } from './hmac.ts';

export interface Credential {
  readonly agent: string;
  readonly credential: number;
  /** The log of the server that issued it: a signature is worth nothing at another one. */
  readonly logId: string;
  readonly secret: Hmac;
}

export interface RequestToSign {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Empty when there is none. */
  readonly idempotencyKey: string;
  /** Empty when there is none. */
  readonly body: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly timeMs: number;
}

const NO_SESSION = '-';

/** Signs an agent's requests, each with a nonce higher than any before. */
export class RequestSigner {
  readonly credential: Credential;
  session = NO_SESSION;
  /** The last receipt, to be sent as Lighthouse-Seen; undefined before there is one. */
  seen: string | undefined;
  #lastNonce = 0;

  constructor(credential: Credential) {
    this.credential = credential;
  }

  /** Gives a nonce that no other request of this signer has. */
  takeNonce(): number {
    return ++this.#lastNonce;
  }

  /** Gives the Authorization header. */
  sign(request: RequestToSign): string {
    const { agent, credential, logId, secret } = this.credential;
    const { method, path, idempotencyKey, body, timeMs } = request;
    const { session, seen } = this;
    const nonce = this.takeNonce();
    const bodySha256Hex = hash('sha256', body, 'hex');
    const text = textToSign({
      logId,
      agent,
      credential,
      session,
      timeMs,
      nonce,
      method,
      path,
      idempotencyKey,
      bodySha256Hex,
      seen,
    });
    const mac = secret.base64url(text);
    return formatAuthorization({ agent, credential, session, timeMs, nonce, mac });
  }
}

/**
 * Makes a key of a secret as the server wrote it: base64url, 32 bytes. Undefined when it is not
 * that. A KeyObject for each agent would cost as much memory as its connection.
 */
export function readSecret(text: string): Hmac | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === 32 && bytes.toString('base64url') === text
    ? new Hmac(createSecretKey(bytes))
    : undefined;
}
