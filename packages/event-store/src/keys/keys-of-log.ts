import type { KeyObject } from 'node:crypto';
import { assert, LighthouseError } from '@lighthouse/contract/errors';
import { activeKey, type KeyRing } from './key-ring.ts';
import { EpochKeys } from './epoch-keys.ts';
import { deriveLogKey, deriveLogKeys, type LogKeys } from './log-keys.ts';

/** Finds the keys of one log by key number (ring mode) or epoch (sealed mode). */
export interface KeysOfLog {
  /** 32 hex digits. */
  readonly logId: string;
  readonly isSealed: boolean;
  /** Undefined when the ring has no such key. */
  get(kid: number): LogKeys | undefined;
  /**
   * Tells whether there was such a key and it is gone for good: what is under it can be read by who
   * holds this, and not be verified.
   */
  isErased(kid: number): boolean;
}

/** The keys of a log as its writer holds them. */
export interface WriterKeys extends KeysOfLog {
  /** What other keys of the log are derived from: a rotation does not change it. */
  readonly root: Pick<LogKeys, 'expand'>;
  /** What was the root at some time, the present one first. */
  readonly roots: readonly Pick<LogKeys, 'expand'>[];
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
  const chains = ring.keys.map(({ master }) => epochKeysOf(master, log.logId));
  const { check } = log;
  const fitting =
    check && chains.find((chain) => chain.get(check.kid)?.keyCheck === check.keyCheck);
  return fitting ?? epochKeysOf(activeKey(ring).master, log.logId);
}

function keyLacking(kid: number): LighthouseError {
  return new LighthouseError('LH_KEY_INVALID', 'the key ring lacks a key that it held', {
    hint: 'keep all keys of the ring: what was written under a key is verified with it',
    facts: { kid },
  });
}

/** For who holds the master key: the keys of all epochs. */
function epochKeysOf(master: KeyObject, logId: string): EpochKeys {
  const isSame = (keys: EpochKeys): boolean => keys.logId === logId;
  return LAST_SEALED.get(master, isSame, () => {
    return new EpochKeys(deriveLogKey(master, logId), { logId, epoch: 1 });
  });
}

/** Ring mode: each key from the master key with its number. */
export class RingKeys implements WriterKeys {
  readonly logId: string;
  readonly isSealed = false;
  #ring: KeyRing;
  readonly #keys = new Map<number, LogKeys | undefined>();

  constructor(ring: KeyRing, logId: string) {
    this.#ring = ring;
    this.logId = logId;
  }

  get(kid: number): LogKeys | undefined {
    if (!this.#keys.has(kid)) this.#keys.set(kid, this.#derive(kid));
    return this.#keys.get(kid);
  }

  isErased(): boolean {
    return false;
  }

  /**
   * The lowest key that is not revoked: a rotation adds one above it, and whoever revokes a key
   * wants what was derived from it to end.
   */
  get root(): LogKeys {
    const usable = this.#ring.keys.filter((key) => key.state !== 'revoked');
    const lowest = usable.reduce((low, key) => (key.kid < low.kid ? key : low));
    const keys = this.get(lowest.kid);
    assert(keys !== undefined, 'a key of the ring can be derived');
    return keys;
  }

  get roots(): LogKeys[] {
    return [this.root, ...this.#ring.keys.flatMap(({ kid }) => this.get(kid) ?? [])];
  }

  /** Goes on with a ring that holds more keys. Throws LH_KEY_INVALID when it lacks one. */
  takeRing(ring: KeyRing): void {
    for (const { kid, master } of this.#ring.keys) {
      const isThere = ring.keys.some((key) => key.kid === kid && key.master.equals(master));
      if (!isThere) throw keyLacking(kid);
    }
    this.#ring = ring;
    this.#keys.clear();
  }

  #derive(kid: number): LogKeys | undefined {
    const master = this.#ring.keys.find((key) => key.kid === kid)?.master;
    return master && derivedKeys(master, this.logId, kid);
  }
}

function derivedKeys(master: KeyObject, logId: string, kid: number): LogKeys {
  const isSame = (last: RingLogKeys): boolean => last.logId === logId && last.keys.kid === kid;
  const derive = (): RingLogKeys => ({
    logId,
    keys: deriveLogKeys(deriveLogKey(master, logId), kid),
  });
  return LAST_IN_RING.get(master, isSame, derive).keys;
}

interface RingLogKeys {
  readonly logId: string;
  readonly keys: LogKeys;
}

const LAST_MAX = 4;

/** What was derived from a master key last: logs are opened and verified again. */
class LastDerived<T> {
  readonly #last = new WeakMap<KeyObject, readonly T[]>();

  get(master: KeyObject, isWanted: (one: T) => boolean, derive: () => T): T {
    const last = this.#last.get(master) ?? [];
    const found = last.find(isWanted);
    if (found !== undefined) return found;
    const made = derive();
    this.#last.set(master, [made, ...last.slice(0, LAST_MAX - 1)]);
    return made;
  }
}

const LAST_IN_RING = new LastDerived<RingLogKeys>();
const LAST_SEALED = new LastDerived<EpochKeys>();
