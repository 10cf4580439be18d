import type { KeyObject } from 'node:crypto';
import { assert } from '@lighthouse/contract/errors';
import type { EpochState } from './epoch-file.ts';
import { EpochKeys } from './epoch-keys.ts';
import type { WriterKeys } from './keys-of-log.ts';
import { deriveHostRoot, deriveLogKey, expanderOf, type LogKeys } from './log-keys.ts';

/** The keys of a sealed log as its host holds them: from the epoch in force on. */
export class HostKeys extends EpochKeys implements WriterKeys {
  readonly root: Pick<LogKeys, 'expand'>;
  #state: EpochState;

  constructor(state: EpochState) {
    super(state.key, state);
    this.root = expanderOf(state.root);
    this.#state = state;
  }

  get roots(): Pick<LogKeys, 'expand'>[] {
    return [this.root];
  }

  get state(): EpochState {
    return this.#state;
  }

  /** What is to be kept once this epoch is in force. */
  stateOf(epoch: number, untilUs: number): EpochState {
    const key = this.logKeyOf(epoch);
    assert(key !== undefined, 'an epoch in force has a key');
    return { ...this.#state, epoch, key, untilUs };
  }

  /** Forgets all that is not kept any more. */
  take(state: EpochState): void {
    this.#state = state;
    this.eraseBefore(state.epoch);
  }
}

/** Makes the state of the first epoch of a new log. */
export function firstEpoch(
  master: KeyObject,
  log: { readonly logId: string; readonly epochUs: number; readonly untilUs: number },
): EpochState {
  const key = deriveLogKey(master, log.logId);
  return { ...log, epoch: 1, key, root: deriveHostRoot(key) };
}
