import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Package, TreeFile, Workspace } from './workspace.ts';

/** What .gitignore keeps out of the tree, and git itself. */
const SKIPPED = new Set([
  '.bootstrap-lock',
  '.git',
  '.nx',
  '.test',
  'coverage',
  'dist',
  'node_modules',
]);
const SKIPPED_AT_ROOT = new Set(['keys', 'runs']);

/** Reads every text file of the tree. */
export function loadWorkspace(root: string): Workspace {
  return workspaceOf(
    listFiles(root, '').map((file) => ({
      path: file,
      text: readFileSync(path.join(root, file), 'utf8'),
    })),
  );
}

/**
 * Makes a workspace of files, with what their package.json say. Files that are not text are left
 * out.
 */
export function workspaceOf(files: readonly TreeFile[]): Workspace {
  const rootManifest = files.find((file) => file.path === 'package.json');
  return {
    files: files.filter(({ text }) => !text.includes('\0')),
    packages: files
      .filter((file) => /^(packages|apps|tools)\/[^/]+\/package\.json$/.test(file.path))
      .map(readPackage),
    rootDependencies: rootManifest === undefined ? [] : readPackage(rootManifest).devDependencies,
  };
}

function listFiles(root: string, folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !SKIPPED.has(name) && !(folder === '' && SKIPPED_AT_ROOT.has(name)))
    .flatMap((entry) => {
      const file = path.posix.join(folder, entry.name);
      if (entry.isDirectory()) return listFiles(root, file);
      return entry.isFile() ? [file] : [];
    });
}

function readPackage({ path: file, text }: TreeFile): Package {
  const { name, dependencies, devDependencies, lighthouse } = JSON.parse(text) as {
    name: string;
    dependencies?: object;
    devDependencies?: object;
    lighthouse?: { entries?: object };
  };
  return {
    folder: path.posix.dirname(file),
    name,
    dependencies: Object.keys(dependencies ?? {}),
    devDependencies: Object.keys(devDependencies ?? {}),
    isBundled: lighthouse?.entries !== undefined,
  };
}
