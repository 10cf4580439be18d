/** A copy of a clean log that is tampered with, and what an attentive reader can know of it. */
import { crcOf } from '../../src/format/crc.ts';
import { writeU32, readU64 } from '../../src/format/bytes.ts';
import type { FindingCode } from '../../src/types.ts';
import type { VerifyOptions } from '../../src/verify/verify-log.ts';
import type { BuiltFrame } from '../log-builder.ts';
import type { CleanLog } from './clean-logs.ts';

/** What verification must say of a log that was tampered with. */
export interface Expectation {
  /** At least one of these is found. */
  readonly names: readonly FindingCode[];
  /** These may be found besides, and no others. */
  readonly also?: readonly FindingCode[];
  /** `tampered` when not given. */
  readonly verdict?: readonly ('intact' | 'tampered' | 'unknown')[];
  /** Findings about events blame only these, half-open. */
  readonly blames?: readonly [first: number, end: number];
  readonly options?: Partial<VerifyOptions>;
}

export class MutableLog {
  readonly clean: CleanLog;
  readonly files: Map<string, Buffer>;
  /** Frames of whole appends, in order: what was written, wherever it is now. */
  readonly frames: readonly BuiltFrame[];
  readonly segmentNames: readonly string[];

  constructor(clean: CleanLog) {
    this.clean = clean;
    this.files = new Map(clean.files);
    this.frames = clean.frames.filter(({ seq }) => seq <= clean.lastSeq);
    this.segmentNames = [...clean.files.keys()].filter((name) => name !== 'HEAD').toSorted();
  }

  get lastSegment(): string {
    return this.segmentNames.at(-1) ?? '';
  }

  bytes(file: string): Buffer {
    return this.files.get(file) ?? Buffer.alloc(0);
  }

  frameBytes({ file, start, end }: BuiltFrame): Buffer {
    return Buffer.from((this.clean.files.get(file) ?? Buffer.alloc(0)).subarray(start, end));
  }

  framesIn(file: string): BuiltFrame[] {
    return this.frames.filter((frame) => frame.file === file);
  }

  /** Replaces bytes [start, end) of a file. */
  splice(file: string, [start, end]: readonly [number, number], bytes: Buffer): void {
    const old = this.bytes(file);
    this.files.set(file, Buffer.concat([old.subarray(0, start), bytes, old.subarray(end)]));
  }

  /** Overwrites bytes of a file. */
  overwrite(file: string, start: number, bytes: Buffer): void {
    this.splice(file, [start, start + bytes.length], bytes);
  }

  /** Evidence that is left when these events can no longer testify. */
  evidence(lost: readonly number[] = []): number {
    let evidence = this.clean.headSeq;
    for (const frame of this.frames) {
      if (lost.includes(frame.seq)) continue;
      evidence = Math.max(evidence, readU64(this.bytesOfClean(frame.file), frame.start + 16));
    }
    return evidence;
  }

  /**
   * What a damaged range is called whose first missing event is `first`, and behind which `next` is
   * the next authentic one.
   */
  nameOfBroken(
    first: BuiltFrame,
    next: BuiltFrame | undefined,
    lost: readonly number[],
  ): Expectation {
    const ahead: FindingCode[] = next === undefined ? ['HEAD_AHEAD'] : [];
    if (first.file !== this.lastSegment) return { names: ['CORRUPT'], also: [...ahead, ...TORN] };
    if (first.seq > this.evidence(lost)) return { names: TAILS, verdict: ['unknown'] };
    if (next === undefined) return { names: ['DAMAGE_BELOW_DURABLE'], also: ['HEAD_AHEAD'] };
    return { names: ['CORRUPT'], also: TORN };
  }

  private bytesOfClean(file: string): Buffer {
    return this.clean.files.get(file) ?? Buffer.alloc(0);
  }
}

/** How the end of a log may look that a crash tore before it was tampered with. */
export const TORN: readonly FindingCode[] = ['TORN_TAIL'];
export const TAILS: readonly FindingCode[] = ['TORN_TAIL', 'DAMAGED_TAIL'];

/** Makes the CRC of a frame right again, as somebody without the key can. */
export function withCrc(frame: Buffer): Buffer {
  writeU32(frame, frame.length - 4, crcOf(frame, 0, frame.length - 4));
  return frame;
}
