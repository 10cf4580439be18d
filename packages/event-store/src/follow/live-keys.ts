import type { KeyRing } from '../keys/key-ring.ts';
import { keysOfLog, type KeysOfLog, type LogIdentity } from '../keys/keys-of-log.ts';
import type { LogKeys } from '../keys/log-keys.ts';

/** Between two readings of the key ring, so that bytes that name no key don't cost one each. */
const RELOAD_INTERVAL_MS = 500;

export interface LiveKeysOptions {
  readonly loadKeyRing: () => KeyRing;
  /** Monotonic. */
  readonly nowMs: () => number;
}

/** The keys of a log that goes on: the key ring is read again when it lacks one. */
export class LiveKeys implements KeysOfLog {
  readonly logId: string;
  readonly isSealed: boolean;
  readonly #identity: LogIdentity;
  readonly #options: LiveKeysOptions;
  #keys: KeysOfLog;
  #reloadAtMs: number;

  constructor(identity: LogIdentity, ring: KeyRing, options: LiveKeysOptions) {
    this.logId = identity.logId;
    this.isSealed = identity.isSealed;
    this.#identity = identity;
    this.#options = options;
    this.#keys = keysOfLog(ring, identity);
    this.#reloadAtMs = options.nowMs() + RELOAD_INTERVAL_MS;
  }

  /** Throws what loading the key ring throws. */
  get(kid: number): LogKeys | undefined {
    const known = this.#keys.get(kid);
    if (known !== undefined || this.#options.nowMs() < this.#reloadAtMs) return known;
    this.#reloadAtMs = this.#options.nowMs() + RELOAD_INTERVAL_MS;
    this.#keys = keysOfLog(this.#options.loadKeyRing(), this.#identity);
    return this.#keys.get(kid);
  }
}
