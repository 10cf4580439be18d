import { isMap, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document, Node } from 'yaml';

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

const ALIASES_MAX = 50;

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
  try {
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const broken = [...document.errors, ...document.warnings];
    if (broken.length > 0) {
      return broken.map(({ message, pos }) => ({ position: positionAt(pos[0]), message }));
    }
    return {
      value: document.toJS({ maxAliasCount: ALIASES_MAX }),
      positionOf: (path, part) => positionAt(offsetOf(document, path, part)),
    };
  } catch (error) {
    // A document that is nested thousands deep, or that expands aliases without end.
    if (!(error instanceof RangeError) && !(error instanceof ReferenceError)) throw error;
    return [
      { position: { line: 1, column: 1 }, message: 'nested too deeply, or too many aliases' },
    ];
  }
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
