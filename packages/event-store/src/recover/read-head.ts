import { hasHeadMac, parseHeadSlot, type HeadSlot } from '../format/head-slot.ts';
import { isZeroRange } from '../format/bytes.ts';
import { HEAD_FILE_BYTES, HEAD_SLOT_BYTES } from '../format/limits.ts';
import { isFsError, type LogFs } from '../fs/log-fs.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';

export const HEAD_FILE = 'HEAD';

export type HeadReading =
  | { readonly kind: 'missing' }
  /** Empty, or nothing but zeros. */
  | { readonly kind: 'blank' }
  | { readonly kind: 'invalid' }
  /** No slot is valid, and one that is whole is under a key that is not there. */
  | { readonly kind: 'unknownKey'; readonly kid: number }
  | { readonly kind: 'valid'; readonly best: HeadSlot };

/** Reads HEAD and gives the best of its slots. */
export function readHead(fs: LogFs, dir: string, keys: KeysOfLog): HeadReading {
  const bytes = Buffer.alloc(HEAD_FILE_BYTES);
  try {
    const file = fs.open(`${dir}/${HEAD_FILE}`, 'read');
    try {
      file.pread(bytes, 0);
    } finally {
      file.close();
    }
  } catch (error) {
    if (isFsError(error, 'ENOENT')) return { kind: 'missing' };
    throw error;
  }
  if (isZeroRange(bytes, 0, HEAD_FILE_BYTES)) return { kind: 'blank' };
  const best = [0, 1]
    .map((place) => validSlot(bytes, place, keys))
    .reduce((a, b) => (a !== undefined && (b === undefined || a.n > b.n) ? a : b));
  if (best !== undefined) return { kind: 'valid', best };
  const kid = unknownKidOf(bytes, keys);
  return kid === undefined ? { kind: 'invalid' } : { kind: 'unknownKey', kid };
}

function unknownKidOf(bytes: Buffer, keys: KeysOfLog): number | undefined {
  const slots = [0, 1].map((place) => slotAt(bytes, place));
  const isUnknown = (kid: number): boolean => keys.get(kid) === undefined;
  return slots.find((slot) => slot?.logId === keys.logId && isUnknown(slot.kid))?.kid;
}

function slotAt(bytes: Buffer, place: number): HeadSlot | undefined {
  return parseHeadSlot(bytes.subarray(place * HEAD_SLOT_BYTES, (place + 1) * HEAD_SLOT_BYTES));
}

function validSlot(bytes: Buffer, place: number, keys: KeysOfLog): HeadSlot | undefined {
  const slotBytes = bytes.subarray(place * HEAD_SLOT_BYTES, (place + 1) * HEAD_SLOT_BYTES);
  const slot = parseHeadSlot(slotBytes);
  if (slot === undefined || slot.n % 2 !== place || slot.logId !== keys.logId) return undefined;
  const mac = keys.get(slot.kid)?.headMac;
  return mac !== undefined && hasHeadMac(slotBytes, mac) ? slot : undefined;
}
