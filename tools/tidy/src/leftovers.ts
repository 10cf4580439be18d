import ts from 'typescript';
import { isTest, lineOf, typeScriptOf, walk } from './workspace.ts';
import type { Rule, TreeFile, Violation } from './workspace.ts';

interface Pattern {
  readonly pattern: RegExp;
  readonly message: string;
  /** The files it is looked for in. */
  readonly in: (path: string) => boolean;
}

const isCode = (path: string) => /\.(ts|mjs|js|py)$/.test(path);
const isAny = () => true;

// Each is written so that it does not find itself.
const PATTERNS: readonly Pattern[] = [
  {
    pattern: /\b(test|it|describe)(\.\w+)*\.(only|skip|todo|failing)\b|\b[xf](it|describe|test)\(/,
    message: 'a test that is left out or run alone',
    in: isTest,
  },
  { pattern: /\b(TO[D]O|FIX[M]E)\b/, message: 'a note to self', in: isAny },
  { pattern: /@ts-(ignor[e]|nochec[k])\b/, message: 'silences the compiler', in: isCode },
  {
    pattern: /@ts-expect-erro[r]\b/,
    message: 'silences the compiler outside of a test',
    in: (path) => isCode(path) && !isTest(path),
  },
  {
    pattern: /\bjest\s*\.\s*(mock|doMock|unstable_mockModule)\(/,
    message: 'replaces our own code in a test',
    in: isCode,
  },
  {
    pattern: /(^|[^\w.-])\/(wor[k]|roo[t])\/|\/tm[p]\/bash_jobs/,
    message: 'a path of one machine',
    in: isAny,
  },
  {
    pattern: /https?:\/\/[^/\s"'`)]*(registr[y]|artifactor[y]|nexu[s]|pyp[i]|npmj[s])[^/\s"'`)]*/i,
    message: 'the address of a package registry',
    in: isAny,
  },
  {
    pattern: /import (type )?\{ z \} from 'zo[d]'/,
    message: 'takes in all of zod, with its texts in fifty languages: import * as z',
    in: isCode,
  },
  { pattern: /"resolve[d]": "https?:/, message: 'a download address', in: isAny },
];

export const nothingLeftBehind: Rule = {
  name: 'nothing is left behind that was only meant for a moment, or for one machine',
  check: ({ files }) => files.flatMap(findPatterns),
};

function findPatterns({ path, text }: TreeFile): Violation[] {
  const patterns = PATTERNS.filter((each) => each.in(path));
  return text
    .split('\n')
    .flatMap((line, index) =>
      patterns
        .filter(({ pattern }) => pattern.test(line))
        .map(({ message }) => ({ path, line: index + 1, message })),
    );
}

export const noAny: Rule = {
  name: 'nothing is cast to any',
  check: (workspace) =>
    typeScriptOf(workspace).flatMap((file) => {
      const found: Violation[] = [];
      walk(file, (node, source) => {
        if (ts.isAsExpression(node) && node.type.kind === ts.SyntaxKind.AnyKeyword)
          found.push({ path: file.path, line: lineOf(node, source), message: 'casts to any' });
      });
      return found;
    }),
};
