/**
 * How long a connection may rest before it is of no use any more, as the endings that a server
 * makes tell. Some servers end connections that rest for two seconds and do not say so; a request
 * that goes out at that moment crosses with the end, and is lost without having been heard.
 *
 * An age is believed when connections of about that age were ended several times, at moments
 * apart: a server that dies or restarts ends connections of all ages at once.
 */
export class IdleTime {
  #ageUs = 0;
  #count = 0;
  #seenUs = -Infinity;
  #usMax: number | undefined;

  /** Undefined as long as nothing is known. */
  get usMax(): number | undefined {
    return this.#usMax;
  }

  /** The server has ended a connection, in order, that had rested for so long. */
  takeEnding(restedUs: number, nowUs: number): void {
    if (nowUs - this.#seenUs < APART_US) return;
    this.#seenUs = nowUs;
    const isLikeBefore = Math.abs(restedUs - this.#ageUs) <= ALIKE_SHARE * this.#ageUs;
    if (!isLikeBefore) {
      this.#ageUs = restedUs;
      this.#count = 0;
    }
    if (++this.#count >= BELIEVED_COUNT) this.#usMax = this.#ageUs * USED_SHARE;
  }
}

const BELIEVED_COUNT = 3;
const APART_US = 20_000;
const ALIKE_SHARE = 0.1;
/** Timers are late, and answers are on their way: nobody comes near the end. */
const USED_SHARE = 0.5;
