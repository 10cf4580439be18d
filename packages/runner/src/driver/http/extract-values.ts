import type { IncomingHttpHeaders } from 'node:http';
import type { Extraction } from '@lighthouse/contract/target';
import { TARGET_LIMITS } from '@lighthouse/contract/target-limits';
import { parseJson } from '../answer.ts';
import type { Value } from './values.ts';

/** What of an answer values are taken from. */
export interface AnswerParts {
  readonly headers: IncomingHttpHeaders;
  text(): string;
}

/** Takes values out of an answer; gives the name of the first that is not there. */
export type ExtractValues = (answer: AnswerParts, into: Map<string, Value>) => string | undefined;

/** Characters of a body that an expression is looked for in. */
export const SEARCHED_LENGTH_MAX = 1 << 20;

type Find = (answer: AnswerParts, body: () => unknown) => Value | undefined;

/** Undefined when there is nothing to take. */
export function valueExtractor(
  extract: Readonly<Record<string, Extraction>>,
): ExtractValues | undefined {
  const finds = Object.entries(extract).map(([name, where]) => [name, finderOf(where)] as const);
  if (finds.length === 0) return undefined;
  return (answer, into) => {
    let parsed: { readonly body: unknown } | undefined;
    const body = () => (parsed ??= { body: parseJson(answer.text()) }).body;
    let missing: string | undefined;
    for (const [name, find] of finds) {
      const value = find(answer, body);
      if (value === undefined || isTooLong(value)) missing ??= name;
      else into.set(name, value);
    }
    return missing;
  };
}

/** Whether the body has to be read for it. */
export function looksIntoBody(extract: Readonly<Record<string, Extraction>>): boolean {
  return Object.values(extract).some((where) => !('header' in where));
}

function finderOf(where: Extraction): Find {
  if ('json' in where) {
    const path = pointerPath(where.json);
    return (_answer, body) => {
      const value = memberAt(body(), path);
      // Nothing is what null says.
      return isValue(value) ? value : undefined;
    };
  }
  const { regex } = where;
  const pattern = regex === undefined ? undefined : new RegExp(regex, 'u');
  if (!('header' in where))
    return (answer) => pattern && firstMatch(pattern, answer.text().slice(0, SEARCHED_LENGTH_MAX));
  const name = where.header.toLowerCase();
  return ({ headers }) => {
    const text = headerText(headers, name) ?? '';
    if (text === '') return undefined;
    return pattern === undefined ? text : firstMatch(pattern, text);
  };
}

/** A header by its name in lower case; its values, where there are several, as one text. */
export function headerText(headers: IncomingHttpHeaders, name: string): string | undefined {
  const values = Object.hasOwn(headers, name) ? [headers[name] ?? []].flat() : [];
  return values.length === 0 ? undefined : values.join(', ');
}

function firstMatch(pattern: RegExp, text: string): string | undefined {
  const match = pattern.exec(text);
  return match === null ? undefined : (match[1] ?? match[0]);
}

/** Reads a JSON Pointer (RFC 6901). */
export function pointerPath(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** What stands at a place of a value of JSON; undefined when nothing does. */
export function memberAt(value: unknown, path: readonly string[]): unknown {
  let current = value;
  for (const name of path) {
    if (typeof current !== 'object' || current === null || !Object.hasOwn(current, name))
      return undefined;
    if (Array.isArray(current) && !/^\d+$/.test(name)) return undefined;
    current = (current as Readonly<Record<string, unknown>>)[name];
  }
  return current;
}

function isValue(value: unknown): value is Value {
  if (typeof value === 'object') return value !== null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isTooLong(value: Value): boolean {
  if (typeof value === 'number' || typeof value === 'boolean') return false;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > TARGET_LIMITS.valueLengthMax;
}
