import type {
  AppendRequest,
  ExpectedVersion,
  NewEvent,
  ReadOptions,
  StoredEvent,
} from '../src/types.ts';

/** What the model keeps of an event. */
export interface ModelEvent {
  readonly seq: number;
  readonly version: number;
  readonly event: NewEvent;
  readonly key: string | undefined;
}

export type ModelAnswer =
  | { readonly kind: 'appended'; readonly firstSeq: number; readonly lastSeq: number }
  | { readonly kind: 'repeated'; readonly firstSeq: number; readonly lastSeq: number }
  | { readonly kind: 'refused'; readonly code: string };

/** The log as it should be, in the plainest way: a list. */
export class ModelLog {
  readonly events: ModelEvent[] = [];
  /** Number of events of each append, by its first seq. */
  readonly #lengths = new Map<number, number>();

  get lastSeq(): number {
    return this.events.length;
  }

  versionOf(stream: string): number {
    return this.events.filter(({ event }) => event.stream === stream).length;
  }

  append(request: AppendRequest): ModelAnswer {
    const earlier = this.#appendWithKey(request);
    if (earlier !== undefined) return this.#repeat(request, earlier);
    if (request.expectedSeq !== undefined && request.expectedSeq !== this.lastSeq) {
      return { kind: 'refused', code: 'LH_WRONG_VERSION' };
    }
    for (const [stream, expected] of Object.entries(request.expected ?? {})) {
      if (!isAsExpected(expected, this.versionOf(stream))) {
        return { kind: 'refused', code: 'LH_WRONG_VERSION' };
      }
    }
    if (this.#repeatsAnId(request)) return { kind: 'refused', code: 'LH_DUPLICATE_ID' };
    const firstSeq = this.lastSeq + 1;
    this.#lengths.set(firstSeq, request.events.length);
    for (const [index, event] of request.events.entries()) {
      const version = this.versionOf(event.stream) + 1;
      const key = index === 0 ? request.key : undefined;
      this.events.push({ seq: this.lastSeq + 1, version, event, key });
    }
    return { kind: 'appended', firstSeq, lastSeq: this.lastSeq };
  }

  /** `seqs` is the range that the times of the question stand for. */
  read(options: ReadOptions, seqs: { from: number; until: number }): number[] {
    const { limit = Infinity } = options;
    const after = Math.max(options.after ?? 0, seqs.from - 1);
    const before = Math.min(options.before ?? Infinity, seqs.until);
    const found = this.events
      .filter(({ seq, event }) => {
        if (seq <= after || seq >= before) return false;
        if (options.stream !== undefined && event.stream !== options.stream) return false;
        if (options.type !== undefined && event.type !== options.type) return false;
        if (options.agent !== undefined && event.agent !== options.agent) return false;
        return options.correlation === undefined || event.correlation === options.correlation;
      })
      .map(({ seq }) => seq);
    return (options.backwards === true ? found.toReversed() : found).slice(0, limit);
  }

  #appendWithKey({ key, events }: AppendRequest): ModelEvent | undefined {
    if (key === undefined) return undefined;
    const agent = events[0]?.agent;
    return this.events.find((one) => one.key === key && one.event.agent === agent);
  }

  #repeat(request: AppendRequest, earlier: ModelEvent): ModelAnswer {
    const lastSeq = earlier.seq + request.events.length - 1;
    const same = request.events.every((event, index) => {
      const stored = this.events[earlier.seq - 1 + index];
      return stored !== undefined && isSame(stored.event, event);
    });
    const isWhole = this.#lengths.get(earlier.seq) === request.events.length;
    if (!same || !isWhole) return { kind: 'refused', code: 'LH_IDEMPOTENCY_CONFLICT' };
    return { kind: 'repeated', firstSeq: earlier.seq, lastSeq };
  }

  #repeatsAnId(request: AppendRequest): boolean {
    const ids = request.events.flatMap(({ id }) => (id === undefined ? [] : [id]));
    if (new Set(ids).size < ids.length) return true;
    return this.events.some(({ event }) => event.id !== undefined && ids.includes(event.id));
  }
}

function isAsExpected(expected: ExpectedVersion, actual: number): boolean {
  if (expected === 'none') return actual === 0;
  if (expected === 'exists') return actual > 0;
  return expected === 'any' || expected === actual;
}

function isSame(a: NewEvent, b: NewEvent): boolean {
  return JSON.stringify(plain(a)) === JSON.stringify(plain(b));
}

/** An event in terms that compare. */
export function plain(event: NewEvent | StoredEvent): unknown {
  const { type, stream, id, agent, credential, session, correlation, causation, nonce } = event;
  const payload = Buffer.from(event.payload).toString('hex');
  return { type, stream, id, agent, credential, session, correlation, causation, nonce, payload };
}
