import type { LiveFault, LiveObserver, LivePoint, LiveStart } from '../run/live-observer.ts';
import { POINT_COLUMNS, rowOfFault, rowsOfPoint, type PointRow } from './point-row.ts';

export const STREAM_FORMATS = ['ndjson', 'csv'] as const;
export type StreamFormat = (typeof STREAM_FORMATS)[number];

/** Where lines go. Takes them at once and never throws; false when one was not taken. */
export interface LineSink {
  readonly write: (lines: string) => boolean;
  /** Resolves when all that was taken is written, or with why it could not be. */
  readonly end: () => Promise<string | undefined>;
}

export interface PointStreamParts {
  readonly format: StreamFormat;
  readonly sink: LineSink;
  /** Told once, at the end, when the stream is not whole. */
  readonly onLost: (why: string) => void;
}

/** Writes the seconds of a run as lines, as they come. */
export class PointStream implements LiveObserver {
  readonly #parts: PointStreamParts;
  #lost = 0;

  constructor(parts: PointStreamParts) {
    this.#parts = parts;
  }

  begin({ runId, scenario, startMs, targetUrl }: LiveStart): void {
    if (this.#parts.format === 'csv') this.#write([`${POINT_COLUMNS.join(',')}\n`]);
    else {
      const time = new Date(startMs).toISOString();
      const head = { type: 'run', time, run: runId, scenario, target: targetUrl };
      this.#write([`${JSON.stringify(head)}\n`]);
    }
  }

  point(point: LivePoint): void {
    this.#write(rowsOfPoint(point).map((row) => this.#line(row)));
  }

  fault(fault: LiveFault): void {
    this.#write([this.#line(rowOfFault(fault))]);
  }

  async close(): Promise<void> {
    const failure = await this.#parts.sink.end();
    if (failure === undefined && this.#lost === 0) return;
    const lost = this.#lost === 0 ? 'some of it is missing' : `${this.#lost} lines are missing`;
    this.#parts.onLost(failure === undefined ? lost : `${lost}: ${failure}`);
  }

  #write(lines: readonly string[]): void {
    if (!this.#parts.sink.write(lines.join(''))) this.#lost += lines.length;
  }

  #line(row: PointRow): string {
    if (this.#parts.format === 'ndjson') return `${JSON.stringify(row)}\n`;
    return `${POINT_COLUMNS.map((column) => cell(row[column])).join(',')}\n`;
  }
}

/** RFC 4180. What is not there is empty; errors are `name=count` with spaces between. */
function cell(value: PointRow[keyof PointRow]): string {
  if (value === undefined || value === null) return '';
  const text =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([name, count]) => `${name}=${count}`)
          .join(' ')
      : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
