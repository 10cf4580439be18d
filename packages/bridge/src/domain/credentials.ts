import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

/**
 * Makes the secrets of agents' credentials from one key, so that none has to be kept:
 * `HMAC-SHA256(credential key, "lighthouse/credential/v1" LF agent LF number LF)`.
 */
export class Credentials {
  readonly #key: KeyObject;

  constructor(credentialKey: Uint8Array) {
    this.#key = createSecretKey(credentialKey);
  }

  /** Gives the 32 bytes of the secret; for any name, registered or not. */
  secretOf(agent: string, credential: number): Uint8Array {
    return createHmac('sha256', this.#key)
      .update(`lighthouse/credential/v1\n${agent}\n${credential}\n`)
      .digest();
  }
}
