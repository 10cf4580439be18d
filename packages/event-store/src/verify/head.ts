import { hasHeadMac, parseHeadSlot, type HeadSlot } from '../format/head-slot.ts';
import { HEAD_SLOT_BYTES } from '../format/limits.ts';
import type { KeysOfLog } from '../keys/keys-of-log.ts';

/** What HEAD says, as far as it can be believed. */
export interface Head {
  readonly isThere: boolean;
  /** The valid slot with the higher counter. */
  readonly best: HeadSlot | undefined;
  readonly validCount: number;
  /**
   * Key numbers of slots that are right but for their MAC, which can't be checked: there is no such
   * key.
   */
  readonly unknownKids: readonly number[];
  /** Key numbers of slots that are right but for their MAC. */
  readonly unprovenKids: readonly number[];
}

/** Judges both slots by section 6: everything, with the keys of this log. */
export function judgeHead(bytes: Buffer | undefined, keys: KeysOfLog | undefined): Head {
  const slots = headSlots(bytes ?? Buffer.alloc(0)).filter(
    ({ slot }) => slot.logId === keys?.logId,
  );
  const valid = slots
    .filter(({ slot, raw }) => isAuthentic(slot, raw, keys))
    .map(({ slot }) => slot);
  const others = slots.map(({ slot }) => slot).filter((slot) => !valid.includes(slot));
  const kids = others.map((slot) => slot.kid);
  return {
    isThere: bytes !== undefined,
    best: valid.toSorted((a, b) => b.n - a.n)[0],
    validCount: valid.length,
    unknownKids: kids.filter((kid) => keys?.get(kid) === undefined),
    unprovenKids: kids.filter((kid) => keys?.get(kid) !== undefined),
  };
}

/**
 * Gives the slots that are right but for their MAC, which has not been looked at, and the bytes of
 * each.
 */
export function headSlots(bytes: Buffer): { slot: HeadSlot; raw: Buffer }[] {
  return [0, 1].flatMap((place) => {
    const raw = bytes.subarray(place * HEAD_SLOT_BYTES, (place + 1) * HEAD_SLOT_BYTES);
    const slot = parseHeadSlot(raw);
    return slot !== undefined && slot.n % 2 === place ? [{ slot, raw }] : [];
  });
}

function isAuthentic(slot: HeadSlot, raw: Buffer, keys: KeysOfLog | undefined): boolean {
  const mac = keys?.get(slot.kid)?.headMac;
  return mac !== undefined && hasHeadMac(raw, mac);
}
