import { parseJson } from './answer.ts';
import type { Sight } from './driver.ts';
import type { Exchange } from './exchange.ts';
import { field, type Told } from './told.ts';

/**
 * Judges what an agent read at the place of a receipt: the event must be there, be its own, and
 * have the MAC that it was told.
 */
export function judgeRead(
  exchange: Pick<Exchange, 'status' | 'failure' | 'text'>,
  { receiptSeq, receiptMac }: Told,
  agent: string,
): Sight {
  if (exchange.failure !== '' || exchange.status !== 200) return { kind: 'unknown', what: '' };
  const events = field(parseJson(exchange.text()), 'events');
  const event: unknown = Array.isArray(events) ? events[0] : undefined;
  const stream = field(event, 'stream');
  if (event !== undefined && stream !== agent)
    return { kind: 'leaked', what: `shown an event of ${String(stream)}` };
  const seq = field(event, 'seq');
  if (seq !== receiptSeq)
    return { kind: 'stale', what: `acknowledged as event ${receiptSeq}, but not read back` };
  if (String(field(event, 'mac')).startsWith(receiptMac)) return { kind: 'fresh', what: '' };
  return { kind: 'stale', what: `event ${receiptSeq} was read back with another MAC` };
}
