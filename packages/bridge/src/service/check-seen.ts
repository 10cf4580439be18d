import type { Seen } from '@lighthouse/contract/seen';
import { DisputedHistory } from '../domain/disputed-history.ts';
import { Refusal } from '../domain/refusal.ts';
import type { Bridge } from './bridge.ts';

/**
 * Holds a receipt of an agent against the log. A log that ends before it was rolled back; one that
 * has something else in its place was forked. Reads nothing, unless the receipt is old: then it
 * returns a promise.
 */
export function checkSeen(bridge: Bridge, agent: string, seen: Seen): Promise<void> | undefined {
  const { recentMacs, alerts } = bridge;
  const { last } = recentMacs;
  if (seen.seq > last.seq) {
    alerts.raise('rollback', { agent, seen: seen.seq, held: last.seq });
    throw new DisputedHistory('ROLLBACK_DETECTED', { seen, held: last });
  }
  const known = recentMacs.get(seen.seq);
  if (known === undefined) return checkInLog(bridge, agent, seen);
  compare(bridge, agent, { seen, known });
  return undefined;
}

async function checkInLog(bridge: Bridge, agent: string, seen: Seen): Promise<void> {
  const { seq } = seen;
  await bridge.scans.runFor(agent, async () => {
    for await (const { mac } of bridge.log.read({ after: seq - 1, before: seq + 1 }))
      return compare(bridge, agent, { seen, known: mac });
    throw new Refusal('INTERNAL', 'an event of the log can not be read');
  });
}

/** One agent’s word is a claim, for it can invent a receipt; that of several is more. */
function compare(
  { alerts }: Bridge,
  agent: string,
  { seen, known }: { readonly seen: Seen; readonly known: string },
): void {
  if (known.startsWith(seen.mac)) return;
  alerts.raise('fork', { agent, seen: seen.seq, seenMac: seen.mac, heldMac: known });
  throw new DisputedHistory('FORK', { seen, held: { seq: seen.seq, mac: known } });
}
