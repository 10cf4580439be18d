import type { KeyObject } from 'node:crypto';
import { KID_MAX } from '../format/limits.ts';
import { activeKey, type KeyRing } from './key-ring.ts';
import { deriveLogKey, deriveLogKeys, deriveNextEpochKey, type LogKeys } from './log-keys.ts';

/** Finds the keys of one log by key number (ring mode) or epoch (sealed mode). */
export interface KeysOfLog {
  /** 32 hex digits. */
  readonly logId: string;
  readonly isSealed: boolean;
  /** Undefined when the ring has no such key. */
  get(kid: number): LogKeys | undefined;
}

/** Whose keys are asked for. */
export interface LogIdentity {
  /** 32 hex digits. */
  readonly logId: string;
  readonly isSealed: boolean;
  /**
   * In sealed mode: what the first segment header says, by which the master key is found among
   * several.
   */
  readonly check?: { readonly kid: number; readonly keyCheck: string };
}

export function keysOfLog(ring: KeyRing, log: LogIdentity): KeysOfLog {
  if (!log.isSealed) return new RingKeys(ring, log.logId);
  const chains = ring.keys.map(({ master }) => new EpochKeys(master, log.logId));
  const { check } = log;
  const fitting =
    check && chains.find((chain) => chain.get(check.kid)?.keyCheck === check.keyCheck);
  return fitting ?? new EpochKeys(activeKey(ring).master, log.logId);
}

class RingKeys implements KeysOfLog {
  readonly logId: string;
  readonly isSealed = false;
  readonly #ring: KeyRing;
  readonly #keys = new Map<number, LogKeys | undefined>();

  constructor(ring: KeyRing, logId: string) {
    this.#ring = ring;
    this.logId = logId;
  }

  get(kid: number): LogKeys | undefined {
    if (!this.#keys.has(kid)) this.#keys.set(kid, this.#derive(kid));
    return this.#keys.get(kid);
  }

  #derive(kid: number): LogKeys | undefined {
    const master = this.#ring.keys.find((key) => key.kid === kid)?.master;
    return master && deriveLogKeys(deriveLogKey(master, this.logId), kid);
  }
}

/** MACs kept ready; a log is read in order, so few epochs are in use at a time. */
const EPOCHS_READY_MAX = 8;

/** The keys of a sealed log: each epoch's from the one before, the first from a master key. */
class EpochKeys implements KeysOfLog {
  readonly logId: string;
  readonly isSealed = true;
  /** Log key of epoch index + 1, as far as they were asked for. */
  readonly #logKeys: KeyObject[];
  readonly #ready = new Map<number, LogKeys>();

  constructor(master: KeyObject, logId: string) {
    this.logId = logId;
    this.#logKeys = [deriveLogKey(master, logId)];
  }

  get(epoch: number): LogKeys | undefined {
    const ready = this.#ready.get(epoch);
    if (ready !== undefined) return ready;
    const logKey = this.#logKey(epoch);
    if (logKey === undefined) return undefined;
    const keys = deriveLogKeys(logKey, epoch);
    if (this.#ready.size >= EPOCHS_READY_MAX) this.#ready.clear();
    this.#ready.set(epoch, keys);
    return keys;
  }

  #logKey(epoch: number): KeyObject | undefined {
    if (epoch < 1 || epoch > KID_MAX) return undefined;
    let last = this.#logKeys.at(-1);
    while (last !== undefined && this.#logKeys.length < epoch) {
      last = deriveNextEpochKey(last, this.logId, this.#logKeys.length);
      this.#logKeys.push(last);
    }
    return this.#logKeys[epoch - 1];
  }
}
