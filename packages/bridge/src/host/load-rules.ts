import { LighthouseError } from '@lighthouse/contract';
import { rulesSchema } from '@lighthouse/contract/rules';
import type { Rules } from '@lighthouse/contract/rules';
import { isNode, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { readInput } from './read-input.ts';

/** Reads a rules file, YAML or JSON. Throws LH_CONFIG with file, line and column. */
export function loadRules(file: string): Rules {
  const lines = new LineCounter();
  const document = parseDocument(readInput(file, 'rules file'), { lineCounter: lines });
  const [error] = [...document.errors, ...document.warnings];
  if (error !== undefined) {
    const [place] = error.linePos ?? [];
    throw wrong(error.message.split('\n')[0] ?? '', `${file}:${place?.line}:${place?.col}`);
  }
  const result = rulesSchema.safeParse(contentOf(document, file));
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const offset = offsetOf(document, issue?.path ?? []);
  const { line, col } = lines.linePos(offset);
  const at = issue === undefined || issue.path.length === 0 ? '' : `${issue.path.join('.')}: `;
  throw wrong(`${at}${issue?.message ?? 'not a rules file'}`, `${file}:${line}:${col}`);
}

/** An alias could make a small file large. */
function contentOf(document: Document, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw wrong('aliases are not taken', `${file}:1:1`);
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

function wrong(message: string, at: string): LighthouseError {
  return new LighthouseError('LH_CONFIG', `the rules are not valid: ${message}`, {
    hint: 'a rule is { action: file.*, decide: allow | deny | escalate, reason: text }',
    facts: { at },
  });
}
