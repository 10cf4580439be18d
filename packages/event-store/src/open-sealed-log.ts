import { LighthouseError } from '@lighthouse/contract/errors';
import { withLogCode } from './io-error.ts';
import { nodeClock } from './host/node-clock.ts';
import type { EpochState, EpochStore } from './keys/epoch-file.ts';
import { firstEpoch, HostKeys } from './keys/host-keys.ts';
import { activeKey, type KeyRing } from './keys/key-ring.ts';
import type { OpenLogOptions } from './open-log.ts';
import { openLogFrom } from './open-log-from.ts';
import { keyWrong } from './recover/refusals.ts';
import { ALL_RULES, type DurabilityRules } from './rules.ts';
import type { EventLog } from './types.ts';

export interface OpenSealedLogOptions extends Omit<OpenLogOptions, 'keyRing'> {
  /** Where the key of the epoch is kept: see `epochFile`. */
  readonly epochs: EpochStore;
}

export interface CreateSealedLogOptions extends OpenSealedLogOptions {
  /** Holds the master key, which verifies the log; it belongs on another machine afterwards. */
  readonly keyRing: KeyRing;
  /** How long an epoch lasts, in seconds: 1 to 31,536,000. There are 65,535 epochs. */
  readonly epochSeconds: number;
}

/** A log whose key changes with each epoch, and whose earlier keys are gone. */
export interface SealedEventLog extends EventLog {
  /** Ends the epoch now, for example before somebody else gets at this machine. */
  sealEpoch(): Promise<void>;
}

const EPOCH_SECONDS_MAX = 31_536_000;

/**
 * Makes a sealed log and the file with the key of its first epoch, or ends a creation that was
 * interrupted. Throws as openLog does, LH_CONFIG, or LH_KEY_INVALID when the file is there already.
 */
export async function createSealedLog(options: CreateSealedLogOptions): Promise<SealedEventLog> {
  return createSealedLogByRules(options, ALL_RULES);
}

/** For the tests that show what each rule is for. */
export async function createSealedLogByRules(
  options: CreateSealedLogOptions,
  rules: DurabilityRules,
): Promise<SealedEventLog> {
  const { epochs, keyRing, clock = nodeClock } = options;
  const epochUs = checkEpochSeconds(options.epochSeconds) * 1_000_000;
  const { master } = activeKey(keyRing);
  const stateFor = (logId: string): EpochState => {
    return firstEpoch(master, { logId, epochUs, untilUs: clock.nowUs() + epochUs });
  };
  const log = await openLogFrom(
    { ...options, rules },
    {
      ofHeader: (header) => {
        const keys = new HostKeys(stateFor(header.logId));
        const isOurs = header.isSealed && keys.get(header.kid)?.keyCheck === header.keyCheck;
        if (!isOurs || header.firstSeq !== 1) throw thereAlready(options.dir);
        return keys;
      },
      ofNew: (logId) => ({ keys: new HostKeys(stateFor(logId)), kid: 1 }),
      // Crash before: an empty log without a key, which this ends or makes anew.
      onFound: (keys, lastSeq) => {
        if (lastSeq > 0 || !(keys instanceof HostKeys)) throw thereAlready(options.dir);
        epochs.create(keys.state);
      },
    },
  );
  await log.sealOverdue();
  return log;
}

/**
 * Opens a sealed log for appending, with the key of its epoch: seals the epochs that ended
 * meanwhile. Events of earlier epochs are read without their MACs being checked, for their keys are
 * gone: verify the log with its master key. Rejects as openLog does.
 */
export async function openSealedLog(options: OpenSealedLogOptions): Promise<SealedEventLog> {
  return openSealedLogByRules(options, ALL_RULES);
}

/** For the tests that show what each rule is for. */
export async function openSealedLogByRules(
  options: OpenSealedLogOptions,
  rules: DurabilityRules,
): Promise<SealedEventLog> {
  const state = loadEpoch(options.epochs);
  const log = await openLogFrom(
    { ...options, rules },
    {
      ofHeader: (header) => {
        const keys = new HostKeys(state);
        const isOther = header.logId !== state.logId || !header.isSealed;
        const own = keys.get(header.kid);
        if (isOther || (own !== undefined && own.keyCheck !== header.keyCheck)) {
          throw keyWrong(header.kid);
        }
        return keys;
      },
      ofNew: () => {
        throw new LighthouseError('LH_NOT_A_LOG', 'there is no log that this key is of', {
          hint: 'name the folder of the log; a new sealed log is made by createSealedLog',
          facts: { dir: options.dir },
        });
      },
    },
  );
  await log.sealOverdue();
  return log;
}

function loadEpoch(epochs: EpochStore): EpochState {
  try {
    return epochs.load();
  } catch (error) {
    throw withLogCode(error, 'read the key of the epoch');
  }
}

function checkEpochSeconds(seconds: number): number {
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= EPOCH_SECONDS_MAX) return seconds;
  throw new LighthouseError('LH_CONFIG', 'the length of an epoch is out of range', {
    hint: `give a whole number of seconds from 1 to ${EPOCH_SECONDS_MAX}`,
    facts: { epochSeconds: String(seconds) },
  });
}

function thereAlready(dir: string): LighthouseError {
  return new LighthouseError('LH_NOT_A_LOG', 'there is a log in the folder already', {
    hint: 'open it with its epoch key, or name an empty folder',
    facts: { dir },
  });
}
