import { LOG_STREAM } from '../format/meta.ts';
import type { NewEvent } from '../types.ts';
import type { Cut } from './recover-log.ts';

/**
 * Makes the record that says what recovery cut off, so that every recovery is itself on the chain.
 */
export function recoveredEvent(cut: Cut, lastSeq: number): NewEvent {
  const { bytes, reason } = cut;
  return {
    type: '$store_recovered',
    stream: LOG_STREAM,
    payload: new TextEncoder().encode(JSON.stringify({ bytes, reason, seq: lastSeq })),
    system: true,
  };
}
