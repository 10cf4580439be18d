import { importsOf, packageNameOf } from './imports.ts';
import { isTest, packageOf, typeScriptOf } from './workspace.ts';
import type { Package, Rule, TreeFile, Violation, Workspace } from './workspace.ts';

/**
 * Which package's source may use which npm package. One home each; two only where the reason is
 * written here.
 */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  chalk: ['packages/cli-kit'],
  'log-update': ['packages/cli-kit'],
  yargs: ['packages/cli-kit'],
  'yargs-parser': ['packages/cli-kit'],
  fastify: ['packages/bridge'],
  // All three run for long and are scraped.
  'prom-client': ['packages/bridge', 'packages/integrity-cli', 'packages/runner'],
  pg: ['packages/results-store'],
  undici: ['packages/runner'],
  ws: ['packages/bridge'],
  zod: ['packages/contract'],
  uplot: ['apps/report-viewer'],
  // The bridge reads its rules, the other scenarios: both say line and column.
  yaml: ['packages/bridge', 'packages/scenario-file'],
  // One writes the encoding and merges, the other draws what it reads.
  'hdr-histogram-js': ['packages/verdict', 'packages/reporter'],
};

export const declaredDependencies: Rule = {
  name: 'what a package imports, its package.json declares',
  check: (workspace) =>
    typeScriptOf(workspace).flatMap((file) => {
      const own = packageOf(workspace, file.path);
      return own === undefined ? [] : undeclaredImports(workspace, own, file);
    }),
};

function undeclaredImports(workspace: Workspace, own: Package, file: TreeFile): Violation[] {
  const declared = new Set([
    own.name,
    ...own.dependencies,
    // What is bundled brings all along, and the folders apps and tools are never installed: what
    // they need is a devDependency.
    ...(isLibrarySource(own, file) ? [] : own.devDependencies),
    ...(isTest(file.path) || own.name === '@lighthouse/testkit' ? workspace.rootDependencies : []),
  ]);
  return importsOf(file).flatMap(({ specifier, line }) => {
    const name = packageNameOf(specifier);
    if (name === undefined || declared.has(name)) return [];
    return [
      { path: file.path, line, message: `imports ${name}, which package.json does not declare` },
    ];
  });
}

/** Libraries say what they need to whoever uses their source: their name has the scope. */
function isLibrarySource({ name, folder, isBundled }: Package, file: TreeFile): boolean {
  const isLibrary = folder.startsWith('packages/') && name.startsWith('@lighthouse/');
  return isLibrary && !isBundled && !isTest(file.path);
}

export const dependencyHomes: Rule = {
  name: 'an npm dependency has one home',
  check: (workspace) =>
    typeScriptOf(workspace)
      .filter(({ path }) => /^(packages|apps)\//.test(path) && !isTest(path))
      .flatMap((file) => homelessImports(workspace, file)),
};

function homelessImports(workspace: Workspace, file: TreeFile): Violation[] {
  const folder = packageOf(workspace, file.path)?.folder;
  const ours = new Set(workspace.packages.map(({ name }) => name));
  return importsOf(file).flatMap(({ specifier, line }) => {
    const name = packageNameOf(specifier);
    if (name === undefined || ours.has(name) || folder === undefined) return [];
    const homes = HOMES[name];
    const at = { path: file.path, line };
    if (homes === undefined)
      return [
        {
          ...at,
          message: `${name} has no home: write an ADR, then name it in dependency-homes.ts`,
        },
      ];
    if (homes.includes(folder)) return [];
    return [{ ...at, message: `${name} lives in ${homes.join(' and ')}` }];
  });
}
