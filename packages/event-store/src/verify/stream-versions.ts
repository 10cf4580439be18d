import type { Meta } from '../format/meta.ts';
import type { FrameReport } from './frame-report.ts';

/**
 * The version of each stream's last event, and how many events were missing from the log by then.
 */
export class StreamVersions {
  readonly #versions = new Map<string, number>();
  /** Only of streams that were seen when something was missing already. */
  readonly #missingThen = new Map<string, number>();
  #missing = 0;

  /** Events are missing here: any stream may go on by as many versions. */
  miss(count: number): void {
    this.#missing += count;
  }

  /**
   * Takes the version of a stream's next event; gives the one that was expected when that is not
   * it.
   */
  take(stream: string, version: number): number | undefined {
    const expected = (this.#versions.get(stream) ?? 0) + 1;
    const missing = this.#missing - (this.#missingThen.get(stream) ?? 0);
    this.#versions.set(stream, version);
    if (this.#missing > 0) this.#missingThen.set(stream, this.#missing);
    return version < expected || version > expected + missing ? expected : undefined;
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
