import { NONCE_WINDOW } from '@lighthouse/contract';

const BITS = 32;

/**
 * Remembers which numbers of one session were taken. Numbers may overtake each other by up to
 * NONCE_WINDOW; one that lies further below the highest counts as taken.
 */
export class NonceWindow {
  #highest = 0;
  /** Bit n mod NONCE_WINDOW for every n in (highest - NONCE_WINDOW, highest]. */
  readonly #taken = new Uint32Array(NONCE_WINDOW / BITS);

  get highest(): number {
    return this.#highest;
  }

  /** Takes a number. Returns false when it was taken before. */
  take(nonce: number): boolean {
    if (nonce <= this.#highest - NONCE_WINDOW) return false;
    if (nonce > this.#highest) this.#advanceTo(nonce);
    const slot = nonce % NONCE_WINDOW;
    const word = Math.floor(slot / BITS);
    const bit = 1 << (slot % BITS);
    const before = this.#taken[word] ?? 0;
    if ((before & bit) !== 0) return false;
    this.#taken[word] = before | bit;
    return true;
  }

  #advanceTo(nonce: number): void {
    if (nonce - this.#highest >= NONCE_WINDOW) this.#taken.fill(0);
    else
      for (let n = this.#highest + 1; n <= nonce; n++) {
        const slot = n % NONCE_WINDOW;
        const word = Math.floor(slot / BITS);
        this.#taken[word] = (this.#taken[word] ?? 0) & ~(1 << (slot % BITS));
      }
    this.#highest = nonce;
  }
}
