import { isBuiltin } from 'node:module';
import ts from 'typescript';
import { lineOf, walk } from './workspace.ts';
import type { TreeFile } from './workspace.ts';

export interface Import {
  readonly specifier: string;
  readonly line: number;
  /** Gone when the code runs. */
  readonly isTypeOnly: boolean;
}

/** Lists what a file imports or exports from elsewhere, `import()` included. */
export function importsOf(file: TreeFile): Import[] {
  const imports: Import[] = [];
  walk(file, (node, source) => {
    const from = moduleOf(node);
    if (from === undefined || !ts.isStringLiteralLike(from)) return;
    imports.push({
      specifier: from.text,
      line: lineOf(node, source),
      isTypeOnly: isTypeOnly(node),
    });
  });
  return imports;
}

function moduleOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return node.argument.literal;
  const isDynamic =
    ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? node.arguments[0] : undefined;
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  return (
    ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword
  );
}

/**
 * Gives the package that an import names: `yargs/helpers` is `yargs`. None for a builtin or a file.
 */
export function packageNameOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('node:')) return undefined;
  const parts = specifier.split('/');
  const name = specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
  // A builtin without its prefix is no package, but it should have the prefix: it is reported as
  // undeclared.
  return isBuiltin(name) ? `node:${name}, written without its prefix` : name;
}
