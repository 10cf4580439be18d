import { hasSegmentMac, type SegmentHeader } from '../format/segment-header.ts';
import { checkKeyRing, type KeyRing } from '../keys/key-ring.ts';
import { keysOfLog, type KeysOfLog } from '../keys/keys-of-log.ts';
import { headSlots, judgeHead } from './head.ts';
import type { LogFolder, SegmentFile } from './log-folder.ts';

/**
 * Finds out whose log this is: the one that HEAD vouches for, else that of the first authentic
 * segment header, else what the first header or slot says of itself. Undefined when nothing says
 * anything.
 */
export function identifyLog(folder: LogFolder, ring: KeyRing): KeysOfLog | undefined {
  checkKeyRing(ring);
  const candidates = candidatesOf(folder, ring);
  return (
    candidates.find((keys) => judgeHead(folder.head, keys).best !== undefined) ??
    candidates.find((keys) => folder.segments.some((segment) => isAuthentic(segment, keys))) ??
    candidates[0]
  );
}

/** Gives what a header says as long as its CRC is right. */
export function claimedHeader(segment: SegmentFile): SegmentHeader | undefined {
  return segment.parse.kind === 'corrupt' ? undefined : segment.parse.header;
}

function candidatesOf(folder: LogFolder, ring: KeyRing): KeysOfLog[] {
  const headers = folder.segments.flatMap((segment) => claimedHeader(segment) ?? []);
  const slots = headSlots(folder.head ?? Buffer.alloc(0));
  const identities = [
    ...headers.map((header) => ({
      logId: header.logId,
      isSealed: header.isSealed,
      ...(header.isSealed && { check: { kid: header.kid, keyCheck: header.keyCheck } }),
    })),
    // A slot does not say which mode the log is in.
    ...slots.flatMap(({ slot }) =>
      [false, true].map((isSealed) => ({ logId: slot.logId, isSealed })),
    ),
  ];
  const names = identities.map(({ logId, isSealed }) => `${logId} ${String(isSealed)}`);
  return identities
    .filter((_, index) => names.indexOf(names[index] ?? '') === index)
    .map((identity) => keysOfLog(ring, identity));
}

function isAuthentic(segment: SegmentFile, keys: KeysOfLog): boolean {
  const header = claimedHeader(segment);
  if (header?.logId !== keys.logId || header.isSealed !== keys.isSealed) return false;
  const mac = keys.get(header.kid)?.segmentMac;
  return mac !== undefined && hasSegmentMac(segment.headerBytes, mac);
}
