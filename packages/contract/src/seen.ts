/** A receipt that an agent says it holds: the header Lighthouse-Seen (see request-signature.ts). */
export interface Seen {
  readonly seq: number;
  /** Base64 of the frame's MAC, or its first characters. */
  readonly mac: string;
}

const SEEN = /^([1-9]\d{0,15}):([A-Za-z0-9+/]{16,43}=?)$/;

/** Writes a receipt for a header. */
export function formatSeen({ seq, mac }: Seen): string {
  return `${seq}:${mac}`;
}

/** Reads a Lighthouse-Seen header. Returns undefined for anything else. */
export function parseSeen(header: string): Seen | undefined {
  const [, seq, mac] = SEEN.exec(header) ?? [];
  if (seq === undefined || mac === undefined || !Number.isSafeInteger(Number(seq)))
    return undefined;
  return { seq: Number(seq), mac };
}
