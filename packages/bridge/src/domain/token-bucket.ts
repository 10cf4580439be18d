export interface Rate {
  readonly perSecond: number;
  /** How many pass at once after a pause; at least 1. */
  readonly burst: number;
}

/** Gives a rate whose burst is what comes in one second. */
export function perSecond(count: number): Rate {
  return { perSecond: count, burst: Math.max(1, count) };
}

/** Lets so many through a second, on average, and a burst at once. */
export class TokenBucket {
  readonly #rate: Rate;
  #tokens: number;
  #atMs: number;

  constructor(rate: Rate, nowMs: number) {
    this.#rate = rate;
    this.#tokens = rate.burst;
    this.#atMs = nowMs;
  }

  /** Takes one. Returns 0, or after how many seconds there will be one again. */
  take(nowMs: number): number {
    this.#refill(nowMs);
    if (this.#tokens >= 1) {
      this.#tokens--;
      return 0;
    }
    return (1 - this.#tokens) / this.#rate.perSecond;
  }

  /** Takes so many, or says false and takes none. */
  takeMany(count: number, nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#tokens < count) return false;
    this.#tokens -= count;
    return true;
  }

  #refill(nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#atMs = nowMs;
    const { perSecond, burst } = this.#rate;
    this.#tokens = Math.min(burst, this.#tokens + (passedMs * perSecond) / 1000);
  }
}
