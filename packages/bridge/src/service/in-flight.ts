/**
 * Keeps two requests about one thing from being decided at the same time: the second waits for the
 * first.
 */
export class InFlight {
  readonly #byName = new Map<string, Promise<unknown>>();

  get count(): number {
    return this.#byName.size;
  }

  isBusy(name: string): boolean {
    return this.#byName.has(name);
  }

  /**
   * Waits for what is under way under this name. When it returns, the next may have begun: ask
   * `isBusy` again.
   */
  async settled(name: string): Promise<void> {
    await this.#byName.get(name)?.catch(() => {});
  }

  /** Does something under a name that is not busy, beginning at once. */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const promise = work();
    this.#byName.set(name, promise);
    try {
      return await promise;
    } finally {
      this.#byName.delete(name);
    }
  }

  /** Does something when its turn has come. */
  async runAlone<T>(name: string, work: () => Promise<T>): Promise<T> {
    while (this.isBusy(name)) await this.settled(name);
    return this.run(name, work);
  }
}
