import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';

/** Checks the MACs of one agent's requests. */
export class RequestMac {
  readonly #key: KeyObject;

  constructor(secret: Uint8Array) {
    this.#key = createSecretKey(secret);
  }

  /** Takes as long for a wrong MAC as for a right one. `mac` is base64url, 43 characters. */
  isRight(text: string, mac: string): boolean {
    const expected = createHmac('sha256', this.#key).update(text).digest();
    const given = Buffer.from(mac, 'base64url');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
