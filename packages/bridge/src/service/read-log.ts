import type { ReadOptions, StoredEvent } from '@lighthouse/event-store';
import { LighthouseError } from '@lighthouse/contract';
import type { Streams } from '../domain/streams.ts';
import type { Bridge } from './bridge.ts';

/** Reading blocks everything else for as long as it takes to read so many events. */
const SLICE_EVENTS = 256;
/** Two events no further apart than this are read in one go. */
const NEIGHBOUR_EVENTS = 64;

type Filter = Pick<ReadOptions, 'type' | 'agent' | 'correlation' | 'stream'>;

/**
 * Reads all events after `after` that pass the filter, and lets others have their turn in between.
 */
export async function* readAll(
  { log, othersTurn }: Pick<Bridge, 'log' | 'othersTurn'>,
  { after, ...filter }: Filter & { readonly after: number },
): AsyncGenerator<StoredEvent> {
  const { lastSeq } = log;
  for (let start = after; start < lastSeq; start += SLICE_EVENTS) {
    const before = Math.min(start + SLICE_EVENTS, lastSeq) + 1;
    yield* log.read({ ...filter, after: start, before });
    await othersTurn();
  }
}

/**
 * Reads the events of one stream after `after` that pass the filter, at the cost of that stream
 * alone.
 */
export async function* readStream(
  { log, streams, othersTurn }: Pick<Bridge, 'log' | 'streams' | 'othersTurn'>,
  stream: string,
  { after, ...filter }: Filter & { readonly after: number },
): AsyncGenerator<StoredEvent> {
  const { lastSeq } = log;
  for (let last = after; ;) {
    const seqs = streams.after(stream, last, SLICE_EVENTS).filter((seq) => seq <= lastSeq);
    if (seqs.length === 0) return;
    for (const [first, end] of neighbours(seqs))
      yield* log.read({ ...filter, stream, after: first - 1, before: end + 1 });
    last = seqs.at(-1) ?? lastSeq;
    await othersTurn();
  }
}

/** Reads the events at the places that an index names after `after`. */
export async function* readIndexed(
  { log, othersTurn }: Pick<Bridge, 'log' | 'othersTurn'>,
  index: Streams,
  { name, after }: { readonly name: string; readonly after: number },
): AsyncGenerator<StoredEvent> {
  for (let last = after; ;) {
    const seqs = index.after(name, last, SLICE_EVENTS);
    if (seqs.length === 0) return;
    const wanted = new Set(seqs);
    for (const [first, end] of neighbours(seqs))
      for await (const event of log.read({ after: first - 1, before: end + 1 }))
        if (wanted.has(event.seq)) yield event;
    last = seqs.at(-1) ?? last;
    await othersTurn();
  }
}

/** Reads one event. */
export async function readOne({ log }: Pick<Bridge, 'log'>, seq: number): Promise<StoredEvent> {
  for await (const event of log.read({ after: seq - 1, before: seq + 1 })) return event;
  throw new LighthouseError('LH_BUG', 'the log does not hold an event that the state knows');
}

/** Groups ascending numbers into inclusive ranges. */
function neighbours(seqs: readonly number[]): [first: number, last: number][] {
  const ranges: [number, number][] = [];
  for (const seq of seqs) {
    const range = ranges.at(-1);
    if (range !== undefined && seq - range[1] <= NEIGHBOUR_EVENTS) range[1] = seq;
    else ranges.push([seq, seq]);
  }
  return ranges;
}
