/**
 * The version of each stream's last event, and how many events were missing from the log by then.
 */
export class StreamVersions {
  readonly #versions = new Map<string, number>();
  /** Only of streams that were seen when something was missing already. */
  readonly #missingThen = new Map<string, number>();
  #missing = 0;

  /** Events are missing here: any stream may go on by as many versions. */
  miss(count: number): void {
    this.#missing += count;
  }

  /**
   * Takes the version of a stream's next event; gives the one that was expected when that is not
   * it.
   */
  take(stream: string, version: number): number | undefined {
    const expected = (this.#versions.get(stream) ?? 0) + 1;
    const missing = this.#missing - (this.#missingThen.get(stream) ?? 0);
    this.#versions.set(stream, version);
    if (this.#missing > 0) this.#missingThen.set(stream, this.#missing);
    return version < expected || version > expected + missing ? expected : undefined;
  }
}
