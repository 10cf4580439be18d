import path from 'node:path';
import ts from 'typescript';
import { isTest, lineOf, walk } from './workspace.ts';
import type { Rule, TreeFile, Violation } from './workspace.ts';

/** Prettier keeps code to it, and leaves comments alone. */
const COMMENT_COLUMNS_MAX = 100;
const FUNCTION_LINES_MAX = 70;
const TEST_FILE_LINES_MAX = 600;
const FILE_LINES_MAX = 400;
/** The files where everything wants to gather. */
const FILE_LINES_MAX_BY_NAME: Readonly<Record<string, number>> = { 'main.ts': 80, 'index.ts': 30 };

export const fileSizes: Rule = {
  name: 'files are short',
  check: ({ files }) =>
    files.filter(isCode).flatMap((file) => {
      const limit = fileLinesMax(file.path);
      const lines = file.text.replace(/\n$/, '').split('\n').length;
      if (lines <= limit) return [];
      return [
        { path: file.path, line: limit + 1, message: `has ${lines} lines; ${limit} is the limit` },
      ];
    }),
};

export const functionSizes: Rule = {
  name: 'functions are short',
  check: ({ files }) => files.filter(isCode).flatMap(longFunctions),
};

export const commentWidths: Rule = {
  name: 'comments are no wider than code',
  check: ({ files }) =>
    files.filter(isCode).flatMap(({ path: file, text }) =>
      text.split('\n').flatMap((line, index) => {
        // An address has no place to break.
        const isWide = line.length > COMMENT_COLUMNS_MAX && !/https?:/.test(line);
        if (!isWide || !/^\s*(\/\/|\/\*|\*)/.test(line)) return [];
        return [{ path: file, line: index + 1, message: `a comment of ${line.length} columns` }];
      }),
    ),
};

function isCode({ path: file }: TreeFile): boolean {
  return /\.(ts|mjs)$/.test(file);
}

function fileLinesMax(file: string): number {
  if (isTest(file)) return TEST_FILE_LINES_MAX;
  return FILE_LINES_MAX_BY_NAME[path.posix.basename(file)] ?? FILE_LINES_MAX;
}

function longFunctions(file: TreeFile): Violation[] {
  const found: Violation[] = [];
  walk(file, (node, source) => {
    if (!isFunction(node) || isGroupOfTests(node)) return;
    const line = lineOf(node, source);
    const lines = source.getLineAndCharacterOfPosition(node.end).line + 2 - line;
    if (lines > FUNCTION_LINES_MAX)
      found.push({
        path: file.path,
        line,
        message: `a function of ${lines} lines; ${FUNCTION_LINES_MAX} is the limit`,
      });
  });
  return found;
}

function isFunction(node: ts.Node): boolean {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isFunctionExpression(node) ||
    ts.isArrowFunction(node) ||
    ts.isMethodDeclaration(node) ||
    ts.isConstructorDeclaration(node) ||
    ts.isAccessor(node)
  );
}

/** The callback of `describe` is a list of tests, not a function that someone reads as one. */
function isGroupOfTests({ parent }: ts.Node): boolean {
  return ts.isCallExpression(parent) && /^describe\b/.test(parent.expression.getText());
}
