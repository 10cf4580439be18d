import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';

const ID_LENGTH = 22;

/**
 * Names commands: the same submission always gets the same id, and nobody without the key can tell
 * the id from the submission.
 */
export class CommandIds {
  readonly #key: KeyObject;

  constructor(key: Uint8Array) {
    this.#key = createSecretKey(key);
  }

  /** Gives a name (docs/format.md, section 5) with 132 unpredictable bits. */
  idOf(agent: string, key: string): string {
    const mac = createHmac('sha256', this.#key).update(`${agent}\n${key}`).digest('base64url');
    return `c-${mac.slice(0, ID_LENGTH)}`;
  }
}
