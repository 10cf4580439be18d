/** An element as it was read; text is what stands directly in it. */
export interface ReadElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: ReadElement[];
  text: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
/** What XML 1.0 allows in a document. */
// eslint-disable-next-line no-control-regex
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

/**
 * Reads XML as strictly as the small part of it that a JUnit file needs: elements, attributes,
 * text, four entities.
 */
export function readXml(source: string): ReadElement {
  if (FORBIDDEN.test(source)) throw new Error('a character that XML does not allow');
  const declaration = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(source);
  if (declaration === null) throw new Error('no XML declaration');
  const open: ReadElement[] = [{ name: '', attributes: {}, children: [], text: '' }];
  const token = /<(\/?)([a-z][\w-]*)((?:\s+[\w.-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  token.lastIndex = declaration[0].length;
  while (token.lastIndex < source.length) {
    const at = token.lastIndex;
    const match = token.exec(source);
    const parent = open.at(-1);
    if (match === null || parent === undefined) throw new Error(`not XML at ${at}`);
    const [, closing, name = '', attributes = '', empty, text] = match;
    if (text !== undefined) parent.text += unescape(text);
    else if (closing === '/') {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes something else at ${at}`);
    } else {
      const element = { name, attributes: readAttributes(attributes), children: [], text: '' };
      parent.children.push(element);
      if (empty !== '/') open.push(element);
    }
  }
  const [document] = open;
  const [root] = document?.children ?? [];
  if (open.length !== 1 || document?.children.length !== 1 || root === undefined)
    throw new Error('not exactly one root element');
  return root;
}

function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of source.matchAll(/([\w.-]+)="([^"]*)"/g)) {
    if (Object.hasOwn(attributes, name)) throw new Error(`attribute ${name} twice`);
    attributes[name] = unescape(value);
  }
  return attributes;
}

function unescape(text: string): string {
  return text.replaceAll(/&([^;\s]*);?/g, (all, name: string) => {
    const character = all.endsWith(';') ? ENTITIES[name] : undefined;
    if (character === undefined) throw new Error(`an ampersand that starts no entity: ${all}`);
    return character;
  });
}
