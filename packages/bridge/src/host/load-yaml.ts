import { closestName, LighthouseError } from '@lighthouse/contract';
import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Issue, Schema } from '../domain/schema.ts';
import { readInput } from './read-input.ts';

/** What a file is to be. */
export interface Kind<T> {
  /** As `rules file`. */
  readonly what: string;
  /** How a message begins, as `the rules are not valid`. */
  readonly isWrong: string;
  readonly hint: string;
  /** Names that a mistyped one is compared with. */
  readonly names?: readonly string[];
  readonly schema: Schema<T>;
}

/** Reads a small YAML or JSON file. Throws LH_CONFIG with file, line and column. */
export function loadYaml<T>(file: string, kind: Kind<T>): T {
  const lines = new LineCounter();
  const document = parseDocument(readInput(file, kind.what), { lineCounter: lines });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    const [place] = error.linePos ?? [];
    const message = error.message.split('\n')[0] ?? '';
    throw wrong(kind, message, `${file}:${place?.line}:${place?.col}`);
  }
  const result = kind.schema.safeParse(contentOf(document, file, kind));
  if (result.success) return result.data;
  const [issue = { path: [], message: `not a ${kind.what}` }] = result.error.issues;
  const [unknown] = issue.keys ?? [];
  const offset =
    unknown === undefined ? offsetOf(document, issue.path) : keyOffsetOf(document, issue, unknown);
  const { line, col } = lines.linePos(offset);
  const at = issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw wrong(kind, `${at}${messageOf(issue, kind)}`, `${file}:${line}:${col}`);
}

function messageOf({ message, keys = [] }: Issue, { names = [] }: Kind<unknown>): string {
  const [unknown] = keys;
  const meant = unknown === undefined ? undefined : closestName(unknown, names);
  return meant === undefined ? message : `${message}: did you mean "${meant}"?`;
}

/** An alias could make a small file large. */
function contentOf(document: Document, file: string, kind: Kind<unknown>): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw wrong(kind, 'aliases are not taken', `${file}:1:1`);
  }
}

/** Finds the innermost part of the document that the path leads through. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range != null) return node.range[0];
  }
  return 0;
}

function keyOffsetOf(document: Document, { path }: Issue, key: string): number {
  const parent = path.length === 0 ? document.contents : document.getIn(path, true);
  const pairs = isMap(parent) ? parent.items.filter(isPair) : [];
  for (const { key: node } of pairs)
    if (isScalar(node) && node.value === key && node.range != null) return node.range[0];
  return offsetOf(document, path);
}

function wrong({ isWrong, hint }: Kind<unknown>, message: string, at: string): LighthouseError {
  return new LighthouseError('LH_CONFIG', `${isWrong}: ${message}`, { hint, facts: { at } });
}
