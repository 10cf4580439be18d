import type { StoredEvent } from '../types.ts';
import { formatEventLine, type LineFormat } from './event-line.ts';

/** Writes events as lines of JSON, each with its line feed. */
export async function* exportEvents(
  events: AsyncIterable<StoredEvent>,
  options: { readonly format: LineFormat; readonly logId: string },
): AsyncGenerator<string> {
  for await (const event of events) {
    yield `${formatEventLine(event, options.format, options.logId)}\n`;
  }
}
