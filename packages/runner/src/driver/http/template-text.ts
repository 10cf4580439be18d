import { assert } from '@lighthouse/contract/errors';
import { parseTemplate, type TemplatePart } from '@lighthouse/scenario-file';
import { valueOf } from './placeholder-value.ts';
import type { Making, Value } from './values.ts';

/** A template made ready: gives its text for a request in the making. */
export type TemplateText = (making: Making) => string;

/** How a value is written where it stands, and how text around it is. */
export interface Writing {
  readonly literal: (text: string) => string;
  readonly value: (value: Value) => string;
}

export const PLAIN: Writing = { literal: (text) => text, value: textOf };
/** RFC 3986: a value never ends a segment of the path, nor begins a query. */
export const IN_PATH: Writing = {
  literal: (text) => text.replaceAll(/[^\x21-\x7e]+/g, encodePart),
  value: (value) => encodePart(textOf(value)),
};
/** A field of application/x-www-form-urlencoded. */
export const IN_FORM: Writing = {
  literal: encodePart,
  value: (value) => encodePart(textOf(value)),
};
const IN_JSON_TEXT: Writing = {
  literal: insideQuotes,
  value: (value) => insideQuotes(textOf(value)),
};

/** Whether a template is the same for all requests. */
export function isConstant(template: string): boolean {
  return partsOf(template).every((part) => typeof part === 'string');
}

export function templateText(template: string, writing: Writing): TemplateText {
  return joined(
    partsOf(template).map((part) =>
      typeof part === 'string' ? writing.literal(part) : slot(part),
    ),
  );

  function slot(part: Exclude<TemplatePart, string>): TemplateText {
    const give = valueOf(part);
    if (part.isRaw) return (making) => textOf(give(making));
    return (making) => writing.value(give(making));
  }
}

/**
 * Makes a value of JSON ready whose texts are templates. A text that is one placeholder and nothing
 * else becomes what it stands for: a number stays one.
 */
export function jsonText(json: unknown): TemplateText {
  return joined(jsonParts(json));
}

function jsonParts(json: unknown): (string | TemplateText)[] {
  if (typeof json === 'string') return textParts(json);
  if (Array.isArray(json))
    return ['[', ...json.flatMap((item, i) => [i === 0 ? '' : ',', ...jsonParts(item)]), ']'];
  if (typeof json !== 'object' || json === null) return [JSON.stringify(json)];
  const members = Object.entries(json).flatMap(([name, value], i) => [
    `${i === 0 ? '' : ','}${JSON.stringify(name)}:`,
    ...jsonParts(value),
  ]);
  return ['{', ...members, '}'];
}

function textParts(text: string): (string | TemplateText)[] {
  const [only, ...more] = partsOf(text);
  if (only === undefined || typeof only === 'string' || more.length > 0)
    return ['"', templateText(text, IN_JSON_TEXT), '"'];
  const give = valueOf(only);
  return [(making) => JSON.stringify(give(making))];
}

function joined(parts: readonly (string | TemplateText)[]): TemplateText {
  const texts: (string | TemplateText)[] = [];
  for (const part of parts) {
    const last = texts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') texts[texts.length - 1] = last + part;
    else texts.push(part);
  }
  const [only = ''] = texts;
  if (texts.length <= 1) return typeof only === 'string' ? () => only : only;
  return (making) => {
    let text = '';
    for (const part of texts) text += typeof part === 'string' ? part : part(making);
    return text;
  };
}

function partsOf(template: string): readonly TemplatePart[] {
  const parts = parseTemplate(template);
  assert(typeof parts !== 'string', 'templates were checked when the scenario was read');
  return parts;
}

function textOf(value: Value): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function insideQuotes(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function encodePart(text: string): string {
  // Half a character of UTF-16, which a server may send in JSON, cannot be encoded as it is.
  return encodeURIComponent(Buffer.from(text).toString());
}
