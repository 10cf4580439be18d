import ts from 'typescript';

/** A file of the tree. `path` is relative to the root, with forward slashes. */
export interface TreeFile {
  readonly path: string;
  readonly text: string;
}

/** What a package.json says, as far as rules look at it. */
export interface Package {
  /** The folder, relative to the root: `packages/runner`. */
  readonly folder: string;
  readonly name: string;
  readonly dependencies: readonly string[];
  readonly devDependencies: readonly string[];
  /** What leaves the workspace is made by the bundler, with all that it needs. */
  readonly isBundled: boolean;
}

export interface Workspace {
  readonly files: readonly TreeFile[];
  readonly packages: readonly Package[];
  /** What the root's package.json gives to every test: jest, fast-check, esbuild, … */
  readonly rootDependencies: readonly string[];
}

export interface Violation {
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

/** One thing that holds for the whole tree. */
export interface Rule {
  readonly name: string;
  readonly check: (workspace: Workspace) => Violation[];
}

export function formatViolation({ path, line, message }: Violation): string {
  return `${path}:${line} ${message}`;
}

/** Tells whether a file only runs in tests. */
export function isTest(path: string): boolean {
  return /\.test(-long)?\.ts$/.test(path) || /^[^/]+\/[^/]+\/test\//.test(path);
}

/** Finds the package that a file belongs to. */
export function packageOf(workspace: Workspace, path: string): Package | undefined {
  return workspace.packages.find(({ folder }) => path.startsWith(`${folder}/`));
}

/** Lists the TypeScript files. */
export function typeScriptOf(workspace: Workspace): TreeFile[] {
  return workspace.files.filter(({ path }) => path.endsWith('.ts'));
}

const parsed = new WeakMap<TreeFile, ts.SourceFile>();

/** Parses a file, once however many rules ask. */
export function parse(file: TreeFile): ts.SourceFile {
  let source = parsed.get(file);
  if (source === undefined) {
    source = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.Latest, true);
    parsed.set(file, source);
  }
  return source;
}

/** Calls `visit` for every node of a file, parents first. */
export function walk(file: TreeFile, visit: (node: ts.Node, source: ts.SourceFile) => void): void {
  const source = parse(file);
  const descend = (node: ts.Node): void => {
    visit(node, source);
    node.forEachChild(descend);
  };
  descend(source);
}

/** Gives the line, from 1, on which a node starts. */
export function lineOf(node: ts.Node, source: ts.SourceFile): number {
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}
