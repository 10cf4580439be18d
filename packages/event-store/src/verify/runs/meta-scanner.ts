/**
 * Reads meta as a writer of this project writes it (format/meta.ts, encodeMeta), straight from the
 * bytes: members in order, no white space, strings of printable ASCII without escapes. It says
 * where the members are, and makes no strings. Of everything else it only says that it is something
 * else: what that is, `parseMeta` judges.
 */

/** A run of bytes; empty when there is no such member. */
export interface Span {
  start: number;
  end: number;
}

const encode = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'latin1'));

const TYPE = encode('{"type":"');
const STREAM = encode('","stream":"');
const VERSION = encode('","version":');

/** Optional members, in their order. */
const MEMBERS = (
  [
    [',"id":"', 'text'],
    [',"agent":"', 'name'],
    [',"credential":', 'count'],
    [',"session":"', 'text'],
    [',"correlation":"', 'text'],
    [',"causation":"', 'text'],
    [',"key":"', 'text'],
    [',"nonce":', 'count'],
    [',"sig":"', 'base64'],
  ] as const
).map(([opening, kind]) => ({ opening: encode(opening), kind }));

const ID = 0;
const CREDENTIAL = 2;
const KEY = 6;
const SIG = 8;

const QUOTE = 0x22;
const CLOSING = 0x7d;
const LENGTH_MAX = 200;
/** Every number of so many digits is below 2^53. */
const DIGITS_MAX = 15;

/** What a byte may be in: the sum of these. */
export const NAME_FIRST = 1;
export const NAME_BYTE = 2;
export const TEXT_BYTE = 4;
const CLASSES = byteClasses();

export class MetaScanner {
  readonly type: Span = { start: 0, end: 0 };
  readonly stream: Span = { start: 0, end: 0 };
  readonly id: Span = { start: 0, end: 0 };
  readonly agent: Span = { start: 0, end: 0 };
  readonly key: Span = { start: 0, end: 0 };
  version = 0;
  /** 0 when there is none. */
  credential = 0;
  hasSig = false;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #end = 0;

  /**
   * Scans bytes [start, end); false when that is not what such a writer writes. After `true`, the
   * members are those that `parseMeta` gives of an event that is no system event.
   */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#at = start;
    this.#end = end;
    if (!this.#skip(TYPE) || !this.#name(this.type)) return false;
    if (!this.#skip(STREAM) || !this.#name(this.stream)) return false;
    if (!this.#skip(VERSION)) return false;
    this.version = this.#count();
    if (this.version === 0) return false;
    this.#forget();
    return this.#members() && this.#at === end - 1 && bytes[this.#at] === CLOSING;
  }

  #forget(): void {
    this.id.end = this.id.start;
    this.agent.end = this.agent.start;
    this.key.end = this.key.start;
    this.credential = 0;
    this.hasSig = false;
  }

  #members(): boolean {
    if (this.#at === this.#end - 1) return true;
    for (let index = 0; index < MEMBERS.length; index++) {
      const member = MEMBERS[index];
      if (member === undefined || !this.#skip(member.opening)) continue;
      if (!this.#member(index, member.kind)) return false;
      if (this.#at === this.#end - 1) return true;
    }
    return true;
  }

  #member(index: number, kind: (typeof MEMBERS)[number]['kind']): boolean {
    switch (kind) {
      case 'text':
        return this.#text(this.#spanOf(index));
      case 'name': {
        if (!this.#name(this.agent)) return false;
        this.#at += 1;
        return true;
      }
      case 'count': {
        const count = this.#count();
        if (index === CREDENTIAL) this.credential = count;
        return count > 0;
      }
      case 'base64':
        this.hasSig = index === SIG;
        return this.#base64();
    }
  }

  #spanOf(index: number): Span {
    if (index === ID) return this.id;
    return index === KEY ? this.key : this.#other;
  }

  readonly #other: Span = { start: 0, end: 0 };

  /** Goes behind these bytes if they stand here. */
  #skip(literal: Uint8Array): boolean {
    const bytes = this.#bytes;
    const at = this.#at;
    if (at + literal.length > this.#end) return false;
    for (let index = 0; index < literal.length; index++) {
      if (bytes[at + index] !== literal[index]) return false;
    }
    this.#at = at + literal.length;
    return true;
  }

  /** Goes to the quote behind a name. */
  #name(span: Span): boolean {
    const start = this.#at;
    if (!isOf(NAME_FIRST, this.#bytes[start])) return false;
    return this.#run(NAME_BYTE, span);
  }

  /** Goes behind the quote that ends a string. */
  #text(span: Span): boolean {
    if (!this.#run(TEXT_BYTE, span)) return false;
    this.#at += 1;
    return true;
  }

  /** Goes to the quote behind 1 to 200 bytes of a class. */
  #run(kind: number, span: Span): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    while (at < this.#end && isOf(kind, bytes[at])) at++;
    span.start = start;
    span.end = at;
    this.#at = at;
    return at > start && at - start <= LENGTH_MAX && at < this.#end && bytes[at] === QUOTE;
  }

  /** Goes behind a number from 1 on; 0 when there is none, or one so large that it needs care. */
  #count(): number {
    const bytes = this.#bytes;
    let at = this.#at;
    let value = 0;
    for (; at < this.#end; at++) {
      const digit = (bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      // A number does not begin with 0.
      if (digit === 0 && value === 0) return 0;
      value = value * 10 + digit;
    }
    const isSmall = at - this.#at <= DIGITS_MAX;
    this.#at = at;
    return isSmall ? value : 0;
  }

  /** Goes behind the quote that ends base64 of a multiple of four characters. */
  #base64(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    while (at < this.#end && isBase64(bytes[at])) at++;
    const digits = at - start;
    while (at < this.#end && bytes[at] === 0x3d) at++;
    this.#at = at + 1;
    const padding = at - start - digits;
    return (at - start) % 4 === 0 && padding <= 2 && at < this.#end && bytes[at] === QUOTE;
  }
}

function isOf(kind: number, byte: number | undefined): boolean {
  return ((CLASSES[byte ?? 0] ?? 0) & kind) !== 0;
}

function isBase64(byte: number | undefined): boolean {
  return byte === 0x2b || byte === 0x2f || (isOf(NAME_FIRST, byte) && byte !== undefined);
}

/** By byte: what it may be in. */
export function byteClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let byte = 0x20; byte < 0x7f; byte++) {
    const character = String.fromCharCode(byte);
    const isFirst = /[A-Za-z0-9]/.test(character);
    const isName = /[A-Za-z0-9._:-]/.test(character);
    const isText = character !== '"' && character !== '\\';
    classes[byte] =
      (isFirst ? NAME_FIRST : 0) + (isName ? NAME_BYTE : 0) + (isText ? TEXT_BYTE : 0);
  }
  return classes;
}
