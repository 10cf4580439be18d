import { isUtf8 } from 'node:buffer';
import { Refusal } from '../domain/refusal.ts';

/**
 * Reads JSON from a stranger. On top of what JSON.parse refuses: bytes that are not UTF-8, nesting
 * beyond DEPTH_MAX and more than VALUES_MAX values (both found before anything is built), a key
 * twice in one object, the key `__proto__`, numbers that a double can't hold, half surrogate pairs.
 * Throws a Refusal that says where.
 */
export const DEPTH_MAX = 16;
export const VALUES_MAX = 10_000;

const ESCAPED_SURROGATE = /\\u[dD][89a-fA-F]/;
/** With the flag u, a whole pair is one character and none of these. */
const HALF_PAIR = /\p{Surrogate}/u;
const NUMBER = /-?\d[\d.eE+-]*/y;
const QUOTE = '"';

export function parseStrictJson(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw new Refusal('BAD_REQUEST', 'the body is not UTF-8');
  const text = bytes.toString();
  new Scan(text).run();
  const value = parse(text);
  if (ESCAPED_SURROGATE.test(text)) refuseHalfPairs(value);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const position = /at position (\d+)/.exec(String(error))?.[1];
    throw new Refusal('BAD_REQUEST', `the body is not JSON${at(position ?? text.length)}`);
  }
}

/**
 * The grammar is left to JSON.parse: a scan that loses its way in what is not JSON does no harm.
 */
class Scan {
  readonly #text: string;
  #position = 0;
  #valueCount = 0;
  /** For each open bracket: the keys seen so far, or undefined in an array. */
  readonly #open: (Set<string> | undefined)[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  run(): void {
    while (this.#position < this.#text.length) {
      this.#step(this.#text.charAt(this.#position));
    }
  }

  #step(char: string): void {
    if (char === QUOTE) return this.#string();
    if (char === '{' || char === '[') this.#enter(char === '{' ? new Set() : undefined);
    else if (char === '}' || char === ']') this.#open.pop();
    else if (char === ',') this.#count();
    else if (char === '-' || (char >= '0' && char <= '9')) return this.#number();
    this.#position++;
  }

  #enter(keys: Set<string> | undefined): void {
    this.#open.push(keys);
    this.#count();
    if (this.#open.length > DEPTH_MAX)
      throw new Refusal('TOO_DEEP', `nested more than ${DEPTH_MAX} deep${at(this.#position)}`);
  }

  #count(): void {
    if (++this.#valueCount > VALUES_MAX)
      throw new Refusal('BAD_REQUEST', `more than ${VALUES_MAX} values${at(this.#position)}`);
  }

  #string(): void {
    const start = this.#position;
    this.#position = this.#endOfString(start + 1);
    const keys = this.#open.at(-1);
    if (keys === undefined || !this.#isBeforeColon()) return;
    const key = keyOf(this.#text.slice(start, this.#position));
    if (key === '__proto__')
      throw new Refusal('BAD_REQUEST', `the key __proto__ is refused${at(start)}`);
    if (keys.has(key)) throw new Refusal('BAD_REQUEST', `a key stands twice${at(start)}`);
    keys.add(key);
  }

  /** Gives the position after the closing quote. */
  #endOfString(from: number): number {
    let quote = this.#text.indexOf(QUOTE, from);
    while (quote >= 0 && this.#isEscaped(quote, from)) quote = this.#text.indexOf(QUOTE, quote + 1);
    return quote < 0 ? this.#text.length : quote + 1;
  }

  #isEscaped(quote: number, from: number): boolean {
    let start = quote;
    while (start > from && this.#text[start - 1] === '\\') start--;
    return (quote - start) % 2 === 1;
  }

  #isBeforeColon(): boolean {
    let next = this.#position;
    while (' \t\n\r'.includes(this.#text[next] ?? 'x')) next++;
    return this.#text[next] === ':';
  }

  #number(): void {
    const start = this.#position;
    NUMBER.lastIndex = start;
    const [digits = '-'] = NUMBER.exec(this.#text) ?? [];
    this.#position += digits.length;
    const value = Number(digits);
    if (!Number.isFinite(value) || Object.is(value, -0))
      throw new Refusal('BAD_REQUEST', `a number that can't be held exactly${at(start)}`);
  }
}

/** Two ways to write a key are one key. */
function keyOf(literal: string): string {
  if (!literal.includes('\\')) return literal.slice(1, -1);
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}

/** Depth and size were checked before. */
function refuseHalfPairs(value: unknown): void {
  if (typeof value === 'string') {
    if (HALF_PAIR.test(value))
      throw new Refusal('BAD_REQUEST', 'a text holds half a surrogate pair');
  } else if (typeof value === 'object' && value !== null)
    for (const part of Object.entries(value).flat()) refuseHalfPairs(part);
}

function at(position: number | string): string {
  return ` at character ${position}`;
}
