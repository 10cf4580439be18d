import type { Meta } from '../format/meta.ts';
import type { FrameReport } from './frame-report.ts';

interface StreamEnd {
  readonly version: number;
  /** How many events were missing from the log by then. */
  readonly missing: number;
}

/**
 * The version of each stream's last event. With a limit it forgets streams that were not written to
 * for long, and then takes whatever version they go on with: for who can't look again.
 */
export class StreamVersions {
  readonly #streamsMax: number;
  /** Each of at most half of the limit: what was written to lately, and what was before that. */
  #recent = new Map<string, StreamEnd>();
  #earlier = new Map<string, StreamEnd>();
  #hasForgotten = false;
  #missing = 0;

  constructor(streamsMax = Infinity) {
    this.#streamsMax = streamsMax;
  }

  /** Events are missing here: any stream may go on by as many versions. */
  miss(count: number): void {
    this.#missing += count;
  }

  /**
   * Takes the version of a stream's next event; gives the one that was expected when that is not
   * it.
   */
  take(stream: string, version: number): number | undefined {
    const last = this.#recent.get(stream) ?? this.#earlier.get(stream);
    this.#note(stream, version);
    if (last === undefined && this.#hasForgotten) return undefined;
    const expected = (last?.version ?? 0) + 1;
    const missing = this.#missing - (last?.missing ?? 0);
    return version < expected || version > expected + missing ? expected : undefined;
  }

  #note(stream: string, version: number): void {
    if (this.#recent.size >= this.#streamsMax / 2 && !this.#recent.has(stream)) {
      this.#hasForgotten ||= this.#earlier.size > 0;
      this.#earlier = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(stream, { version, missing: this.#missing });
  }
}

/** Takes the next event of a stream, and reports a version that is not the one expected. */
export function judgeVersion(
  streams: StreamVersions,
  { stream, version }: Pick<Meta, 'stream' | 'version'>,
  report: FrameReport,
): void {
  const expected = streams.take(stream, version);
  if (expected === undefined) return;
  const message = 'the version of a stream does not follow the one before';
  report.add({ code: 'STREAM_GAP', message, evidence: { stream, version, expected } });
}
