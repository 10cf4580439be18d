import { randomBytes } from 'node:crypto';
import { openFreshLog, PAYLOAD_BYTES, placeIn, type LogPlace } from '../append/fresh-log.ts';

/** Events of each stream; all streams are spread over the whole log. */
export const STREAM_EVENTS = 1000;
const BATCH_EVENTS = 4000;
const AGENT_COUNT = 100;

/** A closed log to be opened and read. */
export interface FilledLog extends LogPlace {
  readonly eventCount: number;
  readonly streamCount: number;
}

/** Makes a log of so many events, a multiple of 4,000. */
export async function fillLog(folder: string, eventCount: number): Promise<FilledLog> {
  const place = placeIn(folder);
  const streamCount = eventCount / STREAM_EVENTS;
  const log = await openFreshLog(place);
  const payload = randomBytes(PAYLOAD_BYTES);
  const eventsFrom = (first: number) =>
    Array.from({ length: BATCH_EVENTS }, (_, at) => ({
      type: 'bench.event',
      stream: streamName((first + at) % streamCount),
      agent: `agent-${(first + at) % AGENT_COUNT}`,
      payload,
    }));
  for (let first = 0; first < eventCount; first += BATCH_EVENTS)
    await log.append({ events: eventsFrom(first) });
  await log.close();
  return { ...place, eventCount, streamCount };
}

export function streamName(number: number): string {
  return `stream-${number}`;
}
