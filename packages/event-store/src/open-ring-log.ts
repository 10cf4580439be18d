import type { SegmentHeader } from './format/segment-header.ts';
import { activeKey, checkKeyRing, type KeyRing } from './keys/key-ring.ts';
import { RingKeys } from './keys/keys-of-log.ts';
import { openLogFrom, type OpenFromOptions } from './open-log-from.ts';
import type { OpenLogOptions } from './open-log.ts';
import { damaged, keyMissing, keyWrong } from './recover/refusals.ts';
import type { DurabilityRules } from './rules.ts';
import type { EventLog } from './types.ts';

/** For the tests that show what each rule is for. */
export function openLogByRules(options: OpenLogOptions, rules: DurabilityRules): Promise<EventLog> {
  return openRingLog(options, { rules });
}

/** Opens the log; a restore has something to say first. */
export async function openRingLog(
  options: OpenLogOptions,
  opening: Pick<OpenFromOptions, 'rules' | 'restore'>,
): Promise<EventLog> {
  const { keyRing } = options;
  checkKeyRing(keyRing);
  const log = await openLogFrom(
    { ...options, ...opening },
    {
      ofHeader: (header) => keysFor(header, keyRing),
      ofNew: (logId) => ({ keys: new RingKeys(keyRing, logId), kid: activeKey(keyRing).kid }),
    },
  );
  try {
    // A rotation that was begun in the key ring is ended here.
    await log.rotateKey(keyRing);
    return log;
  } catch (error) {
    await log.close();
    throw error;
  }
}

function keysFor(header: SegmentHeader, ring: KeyRing): RingKeys {
  const { kid, keyCheck, isSealed, logId } = header;
  if (isSealed) throw damaged('KEY_EPOCH', 'a sealed log is opened with its epoch key only');
  const keys = new RingKeys(ring, logId);
  const ofHeader = keys.get(kid);
  if (ofHeader === undefined) throw keyMissing(kid);
  if (ofHeader.keyCheck !== keyCheck) throw keyWrong(kid);
  return keys;
}
