/**
 * Stretches of time between two changes of the faults, numbered from 0. An operation that was under
 * way while a fault lasted belongs to the fault, whenever it was intended and answered: it tells
 * nothing of the time without.
 */
export class Stretches {
  readonly #startUs: number[] = [-Infinity];
  readonly #isFaulty: boolean[] = [false];

  /** Number of the stretch that goes on. */
  get last(): number {
    return this.#startUs.length - 1;
  }

  begin(atUs: number, isFaulty: boolean): void {
    this.#startUs.push(atUs);
    this.#isFaulty.push(isFaulty);
  }

  /**
   * Gives the first stretch with a fault that an operation met; the one it was intended in when it
   * met none.
   */
  of(intendedUs: number, endedUs: number): number {
    let stretch = this.last;
    let met = -1;
    while (stretch > 0 && (this.#startUs[stretch] ?? 0) > intendedUs) {
      if (this.#isFaulty[stretch] === true && (this.#startUs[stretch] ?? 0) <= endedUs)
        met = stretch;
      stretch--;
    }
    return met < 0 || this.#isFaulty[stretch] === true ? stretch : met;
  }
}
