import { Hmac } from './hmac.ts';

const ID_LENGTH = 22;

/**
 * Names commands and whatever else agents make: the same statement always gets the same id, and
 * nobody without the key can tell the id from the statement.
 */
export class CommandIds {
  readonly #hmac: Hmac;

  constructor(key: Uint8Array) {
    this.#hmac = new Hmac(key);
  }

  /** Gives a name (docs/format.md, section 5) with 132 unpredictable bits. */
  idOf(agent: string, key: string, letter = 'c'): string {
    return `${letter}-${this.#hmac.of(`${agent}\n${key}`).slice(0, ID_LENGTH)}`;
  }
}
