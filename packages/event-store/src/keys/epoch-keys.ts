import type { KeyObject } from 'node:crypto';
import { KID_MAX } from '../format/limits.ts';
import type { KeysOfLog } from './keys-of-log.ts';
import { deriveLogKeys, deriveNextEpochKey, type LogKeys } from './log-keys.ts';

/** MACs kept ready; a log is read in order, so few epochs are in use at a time. */
const EPOCHS_READY_MAX = 8;

/**
 * The keys of a sealed log from one epoch on: each is derived from the one before, and there is no
 * way back.
 */
export class EpochKeys implements KeysOfLog {
  readonly logId: string;
  readonly isSealed = true;
  #first: number;
  /** Log key of epoch #first + index, as far as they were asked for. */
  #logKeys: KeyObject[];
  readonly #ready = new Map<number, LogKeys>();

  constructor(logKey: KeyObject, of: { readonly logId: string; readonly epoch: number }) {
    this.logId = of.logId;
    this.#first = of.epoch;
    this.#logKeys = [logKey];
  }

  get(epoch: number): LogKeys | undefined {
    const ready = this.#ready.get(epoch);
    if (ready !== undefined) return ready;
    const logKey = this.logKeyOf(epoch);
    if (logKey === undefined) return undefined;
    const keys = deriveLogKeys(logKey, epoch);
    if (this.#ready.size >= EPOCHS_READY_MAX) this.#ready.clear();
    this.#ready.set(epoch, keys);
    return keys;
  }

  isErased(epoch: number): boolean {
    return epoch >= 1 && epoch < this.#first;
  }

  /** The log key that all others of the epoch come from. */
  logKeyOf(epoch: number): KeyObject | undefined {
    if (epoch < this.#first || epoch > KID_MAX) return undefined;
    let last = this.#logKeys.at(-1);
    while (last !== undefined && this.#first + this.#logKeys.length <= epoch) {
      last = deriveNextEpochKey(last, this.logId, this.#first + this.#logKeys.length - 1);
      this.#logKeys.push(last);
    }
    return this.#logKeys[epoch - this.#first];
  }

  /** Forgets the keys of all epochs before this one. */
  eraseBefore(epoch: number): void {
    const first = this.logKeyOf(epoch);
    if (first === undefined) return;
    this.#first = epoch;
    this.#logKeys = [first];
    this.#ready.clear();
  }
}
