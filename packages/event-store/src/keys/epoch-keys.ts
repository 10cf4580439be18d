import type { KeyObject } from 'node:crypto';
import { KID_MAX } from '../format/limits.ts';
import type { KeysOfLog } from './keys-of-log.ts';
import { deriveLogKeys, deriveNextEpochKey, type LogKeys } from './log-keys.ts';

/** MACs kept ready; a log is read in order, so few epochs are in use at a time. */
const EPOCHS_READY_MAX = 8;
/**
 * Of so many log keys one is kept, to derive the others from: an epoch that bytes merely claim must
 * not cost memory for all that are in front of it.
 */
const STRIDE = 256;

/**
 * The keys of a sealed log from one epoch on: each is derived from the one before, and there is no
 * way back.
 */
export class EpochKeys implements KeysOfLog {
  readonly logId: string;
  readonly isSealed = true;
  #first: number;
  /** Log key of epoch #first + STRIDE * index, as far as they were asked for. */
  #kept: KeyObject[];
  /** The one that was asked for last: most often the next one follows it. */
  #last: { readonly epoch: number; readonly logKey: KeyObject };
  readonly #ready = new Map<number, LogKeys>();

  constructor(logKey: KeyObject, of: { readonly logId: string; readonly epoch: number }) {
    this.logId = of.logId;
    this.#first = of.epoch;
    this.#kept = [logKey];
    this.#last = { epoch: of.epoch, logKey };
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
    let { epoch: at, logKey } = this.#nearest(epoch);
    while (at < epoch) {
      logKey = deriveNextEpochKey(logKey, this.logId, at);
      at += 1;
      if (at === this.#first + STRIDE * this.#kept.length) this.#kept.push(logKey);
    }
    this.#last = { epoch, logKey };
    return logKey;
  }

  /** Gives what is kept of the epoch that is next in front of this one, or of itself. */
  #nearest(epoch: number): { readonly epoch: number; readonly logKey: KeyObject } {
    const index = Math.min(Math.floor((epoch - this.#first) / STRIDE), this.#kept.length - 1);
    const kept = { epoch: this.#first + STRIDE * index, logKey: this.#kept[index] };
    const last = this.#last;
    const isLastNearer = last.epoch <= epoch && last.epoch > kept.epoch;
    return isLastNearer || kept.logKey === undefined ? last : { ...kept, logKey: kept.logKey };
  }

  /** Forgets the keys of all epochs before this one. */
  eraseBefore(epoch: number): void {
    const first = this.logKeyOf(epoch);
    if (first === undefined) return;
    this.#first = epoch;
    this.#kept = [first];
    this.#last = { epoch, logKey: first };
    this.#ready.clear();
  }
}
