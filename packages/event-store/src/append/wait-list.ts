/** Callbacks that wait for the same thing: called once, in order, with an error or without. */
export class WaitList {
  #callbacks: ((error: unknown) => void)[] = [];

  add(callback: (error: unknown) => void): void {
    this.#callbacks.push(callback);
  }

  settle(error?: unknown): void {
    const callbacks = this.#callbacks;
    this.#callbacks = [];
    for (const callback of callbacks) callback(error);
  }
}
