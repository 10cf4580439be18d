import ts from 'typescript';
import { importsOf } from './imports.ts';
import { isTest, lineOf, typeScriptOf, walk } from './workspace.ts';
import type { Rule, TreeFile, Violation } from './workspace.ts';

const GLOBALS = new Set(['console', 'performance', 'process', 'setInterval', 'setTimeout']);
const MODULES = new Set([
  'node:console',
  'node:perf_hooks',
  'node:process',
  'node:timers',
  'node:timers/promises',
]);
const MEMBERS = new Set(['Date.now', 'Math.random']);
/** The one place that ends a process at once: the second signal, and a state that nobody knows. */
const MAY_EXIT = 'packages/cli-kit/src/run-tool.ts';

export const ambientFree: Rule = {
  name: 'time, chance, process and console are arguments, except at the outer edge',
  check: (workspace) =>
    typeScriptOf(workspace)
      .filter(({ path }) => /^packages\/[^/]+\/src\//.test(path))
      .filter(({ path }) => !isTest(path) && !isOuterEdge(path))
      .flatMap((file) => [...ambientImports(file), ...ambientUses(file)]),
};

/** The files that talk to the operating system. */
function isOuterEdge(path: string): boolean {
  return /^packages\/(cli-kit\/|[^/]+\/src\/(main\.ts$|worker\.ts$|host\/))/.test(path);
}

function ambientImports(file: TreeFile): Violation[] {
  return importsOf(file)
    .filter(({ specifier, isTypeOnly }) => !isTypeOnly && MODULES.has(specifier))
    .map(({ specifier, line }) => ({ path: file.path, line, message: `imports ${specifier}` }));
}

function ambientUses(file: TreeFile): Violation[] {
  const own = declaredNames(file);
  const found: Violation[] = [];
  walk(file, (node, source) => {
    const use = ambientUse(node, own);
    if (use !== undefined)
      found.push({ path: file.path, line: lineOf(node, source), message: `uses ${use}` });
  });
  return found;
}

/** Names what a node takes from its surroundings, if it does. */
function ambientUse(node: ts.Node, own: ReadonlySet<string>): string | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    const text = `${node.expression.getText()}.${node.name.text}`;
    if (MEMBERS.has(text)) return text;
    return text.startsWith('globalThis.') && GLOBALS.has(node.name.text) ? text : undefined;
  }
  if (ts.isNewExpression(node) || ts.isCallExpression(node)) {
    const isClock = node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0;
    return isClock ? 'the time of day' : undefined;
  }
  if (!ts.isIdentifier(node) || !GLOBALS.has(node.text) || own.has(node.text)) return undefined;
  return isReference(node) ? node.text : undefined;
}

/** Tells a use of a name from a mere key of that name, and from a type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  // An import from elsewhere under such a name is no use of ours; one from Node is reported as an
  // import.
  if (ts.isTypeQueryNode(parent) || ts.isImportSpecifier(parent) || ts.isImportClause(parent))
    return false;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent) || ts.isTypeReferenceNode(parent)) return false;
  const isKey =
    (ts.isPropertyAssignment(parent) ||
      ts.isPropertySignature(parent) ||
      ts.isPropertyDeclaration(parent) ||
      ts.isMethodDeclaration(parent) ||
      ts.isMethodSignature(parent)) &&
    parent.name === node;
  const isRenamed = ts.isBindingElement(parent) && parent.propertyName === node;
  return !isKey && !isRenamed;
}

/** Lists the names that a file gives to variables and parameters of its own. */
function declaredNames(file: TreeFile): ReadonlySet<string> {
  const names = new Set<string>();
  walk(file, (node) => {
    const isBinding =
      ts.isVariableDeclaration(node) || ts.isParameter(node) || ts.isBindingElement(node);
    if (isBinding && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}

export const nobodyExits: Rule = {
  name: 'nobody calls process.exit',
  check: (workspace) =>
    typeScriptOf(workspace)
      .filter(({ path }) => path !== MAY_EXIT)
      .flatMap((file) => {
        const found: Violation[] = [];
        walk(file, (node, source) => {
          if (ts.isPropertyAccessExpression(node) && node.getText() === 'process.exit')
            found.push({
              path: file.path,
              line: lineOf(node, source),
              message: 'calls process.exit: return an exit code instead',
            });
        });
        return found;
      }),
};
