import path from 'node:path';
import ts from 'typescript';
import { lineOf, typeScriptOf, walk } from './workspace.ts';
import type { Rule, TreeFile, Violation } from './workspace.ts';

const VAGUE = '(utils?|helpers?|managers?|common|misc|stuff)';
const VAGUE_FILE = new RegExp(`(^|-)${VAGUE}(\\.test|\\.test-long)?\\.(ts|mjs|py)$`);
const VAGUE_FOLDER = new RegExp(`^(${VAGUE}|lib|core)$`);

export const namedExports: Rule = {
  name: 'the surface of a package is a list of names',
  // A declaration of somebody else's module is as that module is.
  check: (workspace) =>
    typeScriptOf(workspace)
      .filter(({ path: file }) => !file.endsWith('.d.ts'))
      .flatMap(vagueExports),
};

function vagueExports(file: TreeFile): Violation[] {
  const found: Violation[] = [];
  walk(file, (node, source) => {
    const message = vagueExport(node);
    if (message !== undefined) found.push({ path: file.path, line: lineOf(node, source), message });
  });
  return found;
}

function vagueExport(node: ts.Node): string | undefined {
  if (ts.isExportAssignment(node) || node.kind === ts.SyntaxKind.DefaultKeyword)
    return node.parent && ts.isDefaultClause(node.parent) ? undefined : 'exports a default';
  if (!ts.isExportDeclaration(node)) return undefined;
  if (node.exportClause === undefined || ts.isNamespaceExport(node.exportClause))
    return 'exports everything: list the names';
  const isDefault = node.exportClause.elements.some(({ name }) => name.text === 'default');
  return isDefault ? 'exports a default' : undefined;
}

export const tellingNames: Rule = {
  name: 'a name says what is inside',
  check: ({ files }) =>
    files
      .filter(({ path: file }) => /^(packages|apps|tools)\//.test(file) && isVague(file))
      .map((file) => ({ path: file.path, line: 1, message: 'a name that could hold anything' })),
};

function isVague(file: string): boolean {
  const folders = path.posix.dirname(file).split('/');
  return (
    VAGUE_FILE.test(path.posix.basename(file)) || folders.some((name) => VAGUE_FOLDER.test(name))
  );
}
