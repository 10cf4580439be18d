import { FLAG_MORE, FLAG_SYSTEM, frameFlags, frameKid, trailerBefore } from '../../format/frame.ts';
import type { AgentUse, CleanRun } from './clean-run.ts';
import type { FastFrame } from './fast-frame.ts';
import { FrameEvent } from './frame-event.ts';
import { HashIndex } from './hash-index.ts';
import type { NameHash } from './name-hash.ts';

/** A run is ended after so many frames. */
export const RUN_FRAMES_MAX = 16_384;

/**
 * Makes runs of frames that are authentic in place, with the right CRC, and stand one behind the
 * other; ends one where a frame does not go on as it must. Used for one part after the other.
 */
export class RunBuilder {
  #runs: CleanRun[] = [];
  #event: FrameEvent;
  readonly #fast: FastFrame | undefined;
  readonly #streams = new HashIndex(RUN_FRAMES_MAX);
  readonly #versions = new Float64Array(2 * RUN_FRAMES_MAX);
  /** High and low word of the hash of an id and a key of each frame. */
  readonly #names = new Int32Array(4 * RUN_FRAMES_MAX);
  #nameWords = 0;
  readonly #uses = new HashIndex(RUN_FRAMES_MAX);
  #agentUses: AgentUse[] = [];
  #count = 0;
  #start = 0;
  #end = 0;
  #kid = 0;
  #firstSeq = 0;
  #firstDurable = 0;
  #firstTsUs = 0;
  #seq = 0;
  #durable = 0;
  #tsUs = 0;
  #lastWholeSeq = 0;
  #openAppend: { position: number; seq: number } | undefined;
  #trailer = '';
  /** The bytes of the frame taken last, while they are still there, and where it ends. */
  #bytes: Buffer | undefined;
  #endAt = 0;

  /** With `fast`, all frames that are taken must stand where it reads. */
  constructor(hash: NameHash, fast?: FastFrame) {
    this.#fast = fast;
    this.#event = new FrameEvent(hash, fast);
  }

  /** Names are hashed so from here on; what an earlier part left behind is forgotten. */
  begin(hash: NameHash): void {
    this.takeRuns();
    this.#event = new FrameEvent(hash, this.#fast);
  }

  /**
   * Takes the authentic frame of this length at `at`, which stands at `position` in the file; false
   * when it must be judged by itself.
   */
  take(bytes: Buffer, at: number, len: number, position: number): boolean {
    const event = this.#event;
    const flags = frameFlags(bytes, at);
    if ((flags & FLAG_SYSTEM) !== 0 || !event.read(bytes, at, len)) return false;
    const { seq, durable, tsUs } = event;
    if (durable >= seq) return false;
    const kid = frameKid(bytes, at);
    const stream = this.#streams.find(event.streamHigh, event.streamLow);
    const goesOn =
      this.#count < RUN_FRAMES_MAX &&
      seq === this.#seq + 1 &&
      kid === this.#kid &&
      durable >= this.#durable &&
      tsUs > this.#tsUs &&
      this.#isNextVersion(stream);
    if (!goesOn || this.#count === 0) {
      this.finish();
      this.#begin(position, seq, durable, tsUs);
      this.#kid = kid;
    }
    this.#noteStream(goesOn ? stream : this.#streams.size);
    this.#noteNames();
    if ((flags & FLAG_MORE) !== 0) {
      this.#openAppend ??= { position, seq };
    } else {
      this.#openAppend = undefined;
      this.#lastWholeSeq = seq;
    }
    this.#count += 1;
    this.#seq = seq;
    this.#durable = durable;
    this.#tsUs = tsUs;
    this.#end = position + len;
    this.#bytes = bytes;
    this.#endAt = at + len;
    return true;
  }

  /** The bytes of the frames taken so far are about to go. */
  detach(): void {
    if (this.#bytes !== undefined) this.#trailer = trailerBefore(this.#bytes, this.#endAt);
    this.#bytes = undefined;
  }

  /** Ends the run under way, if there is one. */
  finish(): void {
    if (this.#count === 0) return;
    this.detach();
    const streamWords = 2 * this.#streams.size;
    this.#runs.push({
      start: this.#start,
      end: this.#end,
      kid: this.#kid,
      firstSeq: this.#firstSeq,
      lastSeq: this.#seq,
      firstDurable: this.#firstDurable,
      lastDurable: this.#durable,
      firstTsUs: this.#firstTsUs,
      lastTsUs: this.#tsUs,
      lastTrailer: this.#trailer,
      lastWholeSeq: this.#lastWholeSeq,
      openAppend: this.#openAppend,
      streams: this.#streams.words.slice(0, streamWords),
      versions: this.#versions.slice(0, streamWords),
      names: this.#names.slice(0, this.#nameWords),
      agentUses: this.#agentUses,
    });
    this.#streams.clear();
    this.#uses.clear();
    this.#agentUses = [];
    this.#nameWords = 0;
    this.#count = 0;
  }

  /** Ends the run under way, and hands over all that were made. */
  takeRuns(): CleanRun[] {
    this.finish();
    const runs = this.#runs;
    this.#runs = [];
    return runs;
  }

  #begin(position: number, seq: number, durable: number, tsUs: number): void {
    this.#start = position;
    this.#firstSeq = seq;
    this.#firstDurable = durable;
    this.#firstTsUs = tsUs;
    this.#lastWholeSeq = 0;
    this.#openAppend = undefined;
  }

  #isNextVersion(stream: number): boolean {
    const isNew = stream === this.#streams.size;
    return isNew || this.#versions[2 * stream + 1] === this.#event.version - 1;
  }

  #noteStream(stream: number): void {
    const { streamHigh, streamLow, version } = this.#event;
    if (stream === this.#streams.size) {
      this.#streams.add(streamHigh, streamLow);
      this.#versions[2 * stream] = version;
    }
    this.#versions[2 * stream + 1] = version;
  }

  #noteNames(): void {
    const event = this.#event;
    if (event.idLow !== 0) this.#noteName(event.idHigh, event.idLow);
    if (event.keyLow !== 0) this.#noteName(event.keyHigh, event.keyLow);
    const { useHigh, useLow } = event;
    if (useLow === 0 || this.#uses.find(useHigh, useLow) < this.#uses.size) return;
    this.#uses.add(useHigh, useLow);
    this.#agentUses.push(event.agentUse());
  }

  #noteName(high: number, low: number): void {
    this.#names[this.#nameWords] = high;
    this.#names[this.#nameWords + 1] = low;
    this.#nameWords += 2;
  }
}
