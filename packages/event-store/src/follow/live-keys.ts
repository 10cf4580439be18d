import type { KeysOfLog } from '../keys/keys-of-log.ts';
import type { LogKeys } from '../keys/log-keys.ts';

/** Between two readings of the key ring, so that bytes that name no key don't cost one each. */
const RELOAD_INTERVAL_MS = 500;

export interface LiveKeysOptions {
  /** Finds the keys of this log anew; undefined when it is another log now. */
  readonly reload: () => KeysOfLog | undefined;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** The keys of a log that goes on: the key ring is read again when it lacks one. */
export class LiveKeys implements KeysOfLog {
  readonly #options: LiveKeysOptions;
  #keys: KeysOfLog;
  #reloadAtMs: number;

  constructor(keys: KeysOfLog, options: LiveKeysOptions) {
    this.#options = options;
    this.#keys = keys;
    this.#reloadAtMs = options.nowMs() + RELOAD_INTERVAL_MS;
  }

  get logId(): string {
    return this.#keys.logId;
  }

  get isSealed(): boolean {
    return this.#keys.isSealed;
  }

  isErased(kid: number): boolean {
    return this.#keys.isErased(kid);
  }

  /** Throws what reloading throws. */
  get(kid: number): LogKeys | undefined {
    const known = this.#keys.get(kid);
    const nowMs = this.#options.nowMs();
    if (known !== undefined || nowMs < this.#reloadAtMs) return known;
    this.#reloadAtMs = nowMs + RELOAD_INTERVAL_MS;
    this.#keys = this.#options.reload() ?? this.#keys;
    return this.#keys.get(kid);
  }
}
