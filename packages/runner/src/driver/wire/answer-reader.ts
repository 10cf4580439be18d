import { ChunkedBody } from './chunked-body.ts';
import { HEAD_BYTES_MAX, readAnswerHead, type AnswerHead } from './answer-head.ts';

/** Who takes what an answer says. The bytes of a body are the reader's own: copy what is kept. */
export interface AnswerTaker {
  /** `head`: in Latin-1, as it came. */
  readonly takeHead: (status: number, head: string) => void;
  /** `isWhole`: it is all of the body. Gives false when no more is wanted. */
  readonly takeBody: (bytes: Buffer, from: number, to: number, isWhole: boolean) => boolean;
}

/**
 * `more`: the answer goes on. `end`: it is whole; `at` is where the next bytes would begin.
 * `malformed`: it is no answer of HTTP/1.1. `unwanted`: the taker has enough.
 */
export type ReadState = 'more' | 'end' | 'malformed' | 'unwanted';

const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);

/**
 * The head that came last, of all connections: servers that say the same every time are common, and
 * what they say is read once.
 */
export class HeadMemory {
  #text = '';
  #isHeadRequest = false;
  #head: AnswerHead | undefined;

  read(text: string, isHeadRequest: boolean): AnswerHead | undefined {
    if (text === this.#text && isHeadRequest === this.#isHeadRequest) return this.#head;
    this.#text = text;
    this.#isHeadRequest = isHeadRequest;
    this.#head = readAnswerHead(text, isHeadRequest);
    return this.#head;
  }
}

/** Reads one answer of HTTP/1.1 after the other, however they are cut into pieces. */
export class AnswerReader {
  /** Where in the last bytes the answer ended. */
  at = 0;
  /** Of the answer whose head came last. */
  head: AnswerHead | undefined;
  #taker: AnswerTaker | undefined;
  #isHeadRequest = false;
  /** A head that is not whole yet. */
  #begun: Buffer = NOTHING;
  #bytesLeft = 0;
  #chunks: ChunkedBody | undefined;
  readonly #heads: HeadMemory;

  constructor(heads: HeadMemory) {
    this.#heads = heads;
  }

  /** Waits for the answer to a request. */
  expect(taker: AnswerTaker, isHeadRequest: boolean): void {
    this.#taker = taker;
    this.#isHeadRequest = isHeadRequest;
    this.head = undefined;
    if (this.#begun.length > 0) this.#begun = NOTHING;
  }

  read(bytes: Buffer, from: number, to: number): ReadState {
    if (this.head !== undefined) return this.#readBody(bytes, from, to);
    if (this.#begun.length === 0) return this.#readHeads(bytes, from, to);
    const joined = Buffer.concat([this.#begun, bytes.subarray(from, to)]);
    this.#begun = NOTHING;
    const state = this.#readHeads(joined, 0, joined.length);
    this.at += to - joined.length;
    return state;
  }

  /** Forgets who took the answer: connections outlive their answers by far. */
  rest(): void {
    this.#taker = undefined;
  }

  /** The server has ended the connection. True when that is how this answer ends. */
  readClose(): boolean {
    return this.head?.length === 'until-close';
  }

  #readHeads(bytes: Buffer, from: number, to: number): ReadState {
    for (let at = from; ;) {
      const end = headEnd(bytes, at, to);
      if (end < 0) {
        if (to - at > HEAD_BYTES_MAX || !mayBegin(bytes, at, to)) return 'malformed';
        this.#begun = Buffer.from(bytes.subarray(at, to));
        return 'more';
      }
      if (end - at > HEAD_BYTES_MAX) return 'malformed';
      const text = bytes.latin1Slice(at, end);
      const head = this.#heads.read(text, this.#isHeadRequest);
      // Nobody has asked for another protocol.
      if (head === undefined || head.status === 101) return 'malformed';
      at = end;
      // What comes before the answer is of no use here.
      if (head.status < 200) continue;
      this.#begin(head);
      this.#taker?.takeHead(head.status, text);
      return this.#readBody(bytes, at, to);
    }
  }

  #begin(head: AnswerHead): void {
    this.head = head;
    if (typeof head.length === 'number') this.#bytesLeft = head.length;
    else if (head.length === 'chunked') (this.#chunks ??= new ChunkedBody()).begin();
  }

  #readBody(bytes: Buffer, from: number, to: number): ReadState {
    const length = this.head?.length;
    if (length === 'chunked' && this.#chunks !== undefined) {
      const state = this.#chunks.read(bytes, from, to, this.#taker);
      this.at = this.#chunks.at;
      return state;
    }
    const end = typeof length !== 'number' ? to : Math.min(to, from + this.#bytesLeft);
    this.at = end;
    const isWhole = end - from === length;
    if (end > from && this.#taker?.takeBody(bytes, from, end, isWhole) === false) return 'unwanted';
    if (typeof length !== 'number') return 'more';
    this.#bytesLeft -= end - from;
    return this.#bytesLeft === 0 ? 'end' : 'more';
  }
}

/** Where the head ends; -1 when it does not yet. */
function headEnd(bytes: Buffer, from: number, to: number): number {
  // What stands behind `to` is left from before.
  const found = bytes.indexOf(HEAD_END, from);
  return found < 0 || found + HEAD_END.length > to ? -1 : found + HEAD_END.length;
}

const BEGINNING = 'HTTP/1.';

/** Garbage is told by its first bytes: it may never have the end of a head. */
function mayBegin(bytes: Buffer, from: number, to: number): boolean {
  const text = bytes.latin1Slice(from, Math.min(to, from + BEGINNING.length));
  return BEGINNING.startsWith(text);
}
