import { LighthouseError } from '@lighthouse/contract/errors';
import { LOG_STREAM } from '../format/meta.ts';
import type { NewEvent } from '../types.ts';
import { activeKey, type KeyRing } from './key-ring.ts';
import { RingKeys } from './keys-of-log.ts';
import type { LogKeys } from './log-keys.ts';

/** A change of the key that a log is written with. */
export interface Rotation {
  /** The record of it, written under the key that was in force. */
  readonly event: NewEvent;
  readonly keys: LogKeys;
}

/**
 * Prepares the change to the active key of `ring`; undefined when that is in force already. Throws
 * LH_KEY_INVALID when the ring is not the one of the log with a key more, or its active key is
 * older than the one in force: a key that was retired never comes back.
 */
export function rotationTo(
  ring: KeyRing,
  log: { readonly logId: string; readonly inForce: LogKeys },
): Rotation | undefined {
  const { logId, inForce } = log;
  const { kid } = activeKey(ring);
  const ofRing = new RingKeys(ring, logId);
  if (ofRing.get(inForce.kid)?.keyCheck !== inForce.keyCheck) {
    throw invalid('the key ring lacks the key that the log is written with', inForce.kid);
  }
  if (kid === inForce.kid) return undefined;
  if (kid < inForce.kid) throw invalid('the active key is older than the one in force', kid);
  const keys = ofRing.get(kid);
  if (keys === undefined) throw invalid('the key ring lacks its active key', kid);
  const payload = new TextEncoder().encode(JSON.stringify({ kid, keyCheck: keys.keyCheck }));
  const event = { type: '$key_rotated', stream: LOG_STREAM, payload, system: true };
  return { event, keys };
}

function invalid(reason: string, kid: number): LighthouseError {
  return new LighthouseError('LH_KEY_INVALID', reason, {
    hint: 'keep all keys of the ring and add the new one with a higher number',
    facts: { kid },
  });
}
