import type { AnswerTaker, ReadState } from './answer-reader.ts';

type Place = 'size' | 'extension' | 'size-end' | 'data' | 'data-cr' | 'data-lf' | 'trailer';

/** Bytes of the extensions of one chunk, and of all that may stand after the last one. */
const EXTENSION_BYTES_MAX = 4096;
const TRAILER_BYTES_MAX = 16_384;
/** Digits of a size in hex: a chunk of up to 2^48 bytes. */
const SIZE_DIGITS_MAX = 12;
const [CR, LF, SEMICOLON, TAB, SPACE] = [0x0d, 0x0a, 0x3b, 0x09, 0x20];

/** Reads a body in chunks (RFC 9112, section 7.1). Extensions and trailers are not looked at. */
export class ChunkedBody {
  /** Where in the last bytes the body ended. */
  at = 0;
  #place: Place = 'size';
  #size = 0;
  #digits = 0;
  #skipped = 0;
  /** Characters of the line of a trailer that began. */
  #lineLength = 0;
  #isAfterCr = false;

  begin(): void {
    this.#place = 'size';
    this.#size = 0;
    this.#digits = 0;
    this.#skipped = 0;
    this.#lineLength = 0;
    this.#isAfterCr = false;
  }

  read(bytes: Buffer, from: number, to: number, taker: AnswerTaker | undefined): ReadState {
    let at = from;
    while (at < to) {
      if (this.#place === 'data') {
        const end = Math.min(to, at + this.#size);
        if (taker?.takeBody(bytes, at, end, false) === false) return 'unwanted';
        this.#size -= end - at;
        at = end;
        if (this.#size === 0) this.#place = 'data-cr';
        continue;
      }
      const state = this.#step(bytes[at++] ?? 0);
      if (state === 'more') continue;
      this.at = at;
      return state;
    }
    this.at = at;
    return 'more';
  }

  #step(byte: number): 'more' | 'end' | 'malformed' {
    switch (this.#place) {
      case 'size':
        return this.#takeDigit(byte);
      case 'extension':
        if (byte === CR) this.#place = 'size-end';
        return byte === LF || ++this.#skipped > EXTENSION_BYTES_MAX ? 'malformed' : 'more';
      case 'size-end':
        if (byte !== LF) return 'malformed';
        this.#place = this.#size === 0 ? 'trailer' : 'data';
        this.#digits = 0;
        this.#skipped = 0;
        return 'more';
      case 'data-cr':
        this.#place = 'data-lf';
        return byte === CR ? 'more' : 'malformed';
      case 'data-lf':
        this.#place = 'size';
        return byte === LF ? 'more' : 'malformed';
      case 'trailer':
        return this.#takeTrailer(byte);
      case 'data':
        return 'malformed';
    }
  }

  #takeDigit(byte: number): 'more' | 'malformed' {
    const digit = hexDigit(byte);
    if (digit >= 0) {
      this.#size = this.#size * 16 + digit;
      return ++this.#digits > SIZE_DIGITS_MAX ? 'malformed' : 'more';
    }
    if (this.#digits === 0) return 'malformed';
    if (byte === CR) this.#place = 'size-end';
    else if (byte === SEMICOLON || byte === TAB || byte === SPACE) this.#place = 'extension';
    else return 'malformed';
    return 'more';
  }

  #takeTrailer(byte: number): 'more' | 'end' | 'malformed' {
    if (++this.#skipped > TRAILER_BYTES_MAX) return 'malformed';
    if (this.#isAfterCr) {
      if (byte !== LF) return 'malformed';
      if (this.#lineLength === 0) return 'end';
      this.#isAfterCr = false;
      this.#lineLength = 0;
      return 'more';
    }
    if (byte === LF) return 'malformed';
    if (byte === CR) this.#isAfterCr = true;
    else this.#lineLength++;
    return 'more';
  }
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
