import { visibleText } from './visible-text.ts';

/** An element with its attributes, then either text or elements. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string | number>>;
  readonly content?: string | readonly XmlElement[];
}

/**
 * Writes an XML document. Text that XML cannot hold (control characters, halves of characters) is
 * spelt out.
 */
export function renderXml(root: XmlElement): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${renderElement(root, '')}`;
}

function renderElement(
  { name, attributes = {}, content = '' }: XmlElement,
  indent: string,
): string {
  const start = Object.entries(attributes).reduce(
    (text, [key, value]) => `${text} ${key}="${escapeXml(String(value))}"`,
    `${indent}<${name}`,
  );
  if (content.length === 0) return `${start}/>\n`;
  const inner =
    typeof content === 'string'
      ? escapeXml(content)
      : `\n${content.map((child) => renderElement(child, `${indent}  `)).join('')}${indent}`;
  return `${start}>${inner}</${name}>\n`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** The two characters of every plane that are no characters at all are not allowed either. */
const NONCHARACTERS = /[\ufffe\uffff]/g;

function escapeXml(text: string): string {
  return visibleText(text)
    .replaceAll(NONCHARACTERS, '\ufffd')
    .replaceAll(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
