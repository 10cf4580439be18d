import { isMap, isPair, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Document, Node } from 'yaml';
import { syntaxWords } from './syntax-words.ts';

/** A scenario file as YAML or JSON (which YAML contains), with the position of everything in it. */
export interface Source {
  readonly value: unknown;
  /**
   * Finds a value, or the key it stands under; the nearest thing around it when it is not there.
   */
  positionOf(path: Path, part: 'key' | 'value'): Position;
}

export interface Position {
  /** From 1. */
  readonly line: number;
  readonly column: number;
}

export type Path = readonly PropertyKey[];

/** Something wrong with a file, at a place in it. */
export interface Problem {
  readonly position: Position;
  readonly message: string;
}

/** Uses of one anchor, those within what it stands for multiplied. */
const ALIASES_MAX = 200;

/**
 * Parses the text. Gives every syntax error, not only the first. Never throws on what the text
 * says.
 */
export function parseSource(text: string): Source | readonly Problem[] {
  const lines = new LineCounter();
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const broken = [...document.errors, ...document.warnings];
  if (broken.length > 0)
    return broken.map((each) => ({
      position: positionAt(each.pos[0]),
      message: syntaxWords(each),
    }));
  const aliases = aliasesIn(document);
  const wrong = aliases.flatMap(({ at, whyNot }) =>
    whyNot === undefined ? [] : [{ position: positionAt(at), message: whyNot }],
  );
  if (wrong.length > 0) return wrong;
  try {
    return {
      value: document.toJS({ maxAliasCount: ALIASES_MAX }),
      positionOf: (path, part) => positionAt(offsetOf(document, path, part)),
    };
  } catch (error) {
    // Aliases of aliases of aliases, which would become more than there is memory for.
    if (!(error instanceof RangeError) && !(error instanceof ReferenceError)) throw error;
    const message = `too much is repeated by aliases: at most ${ALIASES_MAX} times the same`;
    return [{ position: positionAt(aliases[0]?.at ?? 0), message }];
  }
}

interface FoundAlias {
  readonly at: number;
  /** Undefined when it repeats something. */
  readonly whyNot: string | undefined;
}

/** Finds all aliases, in the order of the file, in one walk. */
function aliasesIn(document: Document): FoundAlias[] {
  const anchors = new Map<string, Node>();
  const aliases: FoundAlias[] = [];
  visit(document, {
    Value: (_key, node) => void (node.anchor !== undefined && anchors.set(node.anchor, node)),
    Alias: (_key, { source, range }) => {
      const at = range?.[0] ?? 0;
      const anchor = anchors.get(source)?.range;
      const name = `*${source}`;
      if (anchor === undefined)
        aliases.push({ at, whyNot: `${name} repeats nothing: there is no &${source} above` });
      else if (anchor !== null && at < anchor[1])
        aliases.push({ at, whyNot: `${name} stands within what it repeats` });
      else aliases.push({ at, whyNot: undefined });
    },
  });
  return aliases;
}

function offsetOf(document: Document.Parsed, path: Path, part: 'key' | 'value'): number {
  for (let length = path.length; length > 0; length -= 1) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const key = path[length - 1];
    const pair = isMap(parent) ? parent.items.find((item) => keyOf(item.key) === key) : undefined;
    const isKeyMeant = part === 'key' || length < path.length;
    const keyNode = isPair(pair) ? (pair.key as Node) : undefined;
    const node =
      isKeyMeant && keyNode !== undefined ? keyNode : document.getIn(path.slice(0, length), true);
    const offset = startOf(node) ?? startOf(keyNode);
    if (offset !== undefined) return offset;
  }
  return startOf(document.contents) ?? 0;
}

function keyOf(key: unknown): unknown {
  return isScalar(key) ? String(key.value) : key;
}

function startOf(node: unknown): number | undefined {
  return (node as Node | null | undefined)?.range?.[0];
}
