import type { ReadOptions, StoredEvent } from '@lighthouse/event-store';
import type { TestBridge } from './start-bridge.ts';

/** Reads events straight from the log, as nobody can over HTTP. */
export async function eventsOf(
  { bridge }: TestBridge,
  where: ReadOptions = {},
): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of bridge.log.read(where)) events.push(event);
  return events;
}

export function contentOf({ payload }: StoredEvent): unknown {
  return JSON.parse(Buffer.from(payload).toString());
}

/** What the server has noted about what agents were caught at. */
export async function auditOf(bridge: TestBridge): Promise<unknown[]> {
  // A note is not waited for by the request that it is about; what is appended now comes after it.
  await bridge.settle();
  return (await eventsOf(bridge, { stream: '$audit' })).map(contentOf);
}
