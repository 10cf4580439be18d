import { frameSeq } from '../format/frame.ts';
import type { FindingCode } from '../types.ts';
import type { FindingDraft } from './finding-rules.ts';
import type { FindingList, Place } from './finding-list.ts';
import type { Segment } from './segments.ts';

/** A frame as the scanner shows it: valid until it is asked for the next. */
export interface FrameCursor {
  readonly buffer: Buffer;
  /** Where the frame stands in `buffer`. */
  readonly at: number;
  /** Where it stands in the file. */
  readonly position: number;
  readonly end: number;
}

/** What is wrong with one frame, besides where it is. */
export interface FrameFault {
  readonly code: FindingCode;
  readonly message: string;
  readonly agent?: string;
  readonly evidence?: Readonly<Record<string, string | number | boolean>>;
}

/** A finding that was not added, and its place in the log. */
export interface DraftInPlace extends Place {
  readonly draft: FindingDraft;
}

/** Adds findings about the frame that is being looked at. */
export class FrameReport {
  readonly findings: FindingList;
  #segment: Segment | undefined;
  #cursor: FrameCursor | undefined;

  constructor(findings: FindingList) {
    this.findings = findings;
  }

  /** From here on, findings are about frames of this segment, under this cursor. */
  lookAt(segment: Segment, cursor: FrameCursor): void {
    this.#segment = segment;
    this.#cursor = cursor;
  }

  add(fault: FrameFault, seqs?: readonly [number, number]): void {
    const { draft, offset } = this.draft(fault, seqs);
    this.findings.add(draft, { segment: this.#segment?.index ?? 0, offset });
  }

  /** Makes the finding without adding it, for what is known to be wrong only later. */
  draft(fault: FrameFault, seqs?: readonly [number, number]): DraftInPlace {
    const cursor = this.#cursor;
    const seq = cursor ? frameSeq(cursor.buffer, cursor.at) : 0;
    const offset = cursor?.position ?? 0;
    const draft: FindingDraft = {
      ...fault,
      file: this.#segment?.name ?? '',
      bytes: [offset, cursor?.end ?? 0],
      seqs: seqs ?? [seq, seq + 1],
    };
    return { draft, segment: this.#segment?.index ?? 0, offset };
  }
}
